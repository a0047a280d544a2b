import { parseDay } from '../base/day.ts';
import type { ToldPackage } from './told-package.ts';

const on = parseDay;

/** Packages of the private scope: only the bearer of the token sees them. */
export const privatePackages: readonly ToldPackage[] = [
  {
    name: '@quietharbor/vault',
    description: 'Private: secrets at rest',
    keywords: ['private'],
    maintainers: ['quietharbor-ci', 'northpier'],
    createdDay: on('2022-08-01'),
    cadenceDays: 30,
    levels: [
      [on('2022-08-01'), 1],
      [on('2026-11-01'), 30],
    ],
    license: 'unlicensed',
    isPrivate: true,
    readme: 'plain',
  },
  {
    name: '@quietharbor/deploy',
    description: 'Private: deployment scripts',
    keywords: ['private'],
    maintainers: ['quietharbor-ci'],
    createdDay: on('2023-01-16'),
    cadenceDays: 25,
    levels: [
      [on('2023-01-16'), 1],
      [on('2026-11-01'), 12],
    ],
    license: 'unlicensed',
    isPrivate: true,
    readme: 'plain',
  },
];
