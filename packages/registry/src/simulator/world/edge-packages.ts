import { parseDay } from '../base/day.ts';
import type { ToldPackage } from './told-package.ts';

const deprecatedSince = parseDay('2022-01-10');

/** Packages that are odd or hostile, each in one way that its name tells. */
export const edgePackages: readonly ToldPackage[] = [
  { name: 'edge-unpublished', oddity: 'unpublished', createdDay: parseDay('2019-05-06') },
  { name: 'edge-security-placeholder', oddity: 'security-placeholder', createdDay: parseDay('2021-05-06') },
  { name: 'edge-no-time', oddity: 'no-time' },
  { name: 'edge-no-unpacked-size', oddity: 'no-unpacked-size', createdDay: parseDay('2015-02-03') },
  { name: 'edge-deprecated-empty', deprecation: { message: '', versions: '*', sinceDay: deprecatedSince } },
  {
    name: 'edge-deprecated-false',
    deprecation: { message: false, versions: '*', sinceDay: deprecatedSince },
  },
  { name: 'edge-deprecated-true', deprecation: { message: true, versions: '*', sinceDay: deprecatedSince } },
  {
    name: 'edge-deprecated-old',
    createdDay: parseDay('2020-01-06'),
    cadenceDays: 30,
    deprecation: {
      message: 'Version 0 is not supported: update to 1.',
      versions: '<1.0.0',
      sinceDay: deprecatedSince,
    },
  },
  { name: 'EdgeMixedCase', createdDay: parseDay('2014-06-01'), license: 'licenses', repository: 'text' },
  { name: 'edge-license-object', license: 'object' },
  { name: 'edge-licenses', license: 'licenses' },
  { name: 'edge-licenses-text', license: 'licenses-text' },
  { name: 'edge-repository-text', repository: 'text' },
  { name: 'edge-no-readme-in-packument', oddity: 'no-readme', readme: 'rich' },
  { name: 'edge-cut-readme', oddity: 'cut-readme', readme: 'huge' },
  {
    name: 'enormity',
    oddity: 'enormous',
    createdDay: parseDay('2018-01-01'),
    description: 'Thousands of versions',
  },
  { name: 'edge-proto-keys', oddity: 'proto-keys' },
  { name: 'edge-wrong-types', oddity: 'wrong-types' },
  { name: 'edge-empty-fields', oddity: 'empty-fields' },
  { name: 'edge-deleted', oddity: 'deleted', createdDay: parseDay('2026-07-01') },
  // Cyrillic і, and text that runs from right to left: names that no address can hold unencoded.
  { name: 't\u0456dewire', description: 'Looks like another package' },
  { name: '\u202eeriwedit', description: 'Reads \u202ebackwards\u202c' },
  { name: 'hostile-fields', oddity: 'hostile-fields' },
  { name: 'hostile-readme-script', readme: 'hostile-script' },
  { name: 'hostile-readme-style', readme: 'hostile-style' },
  { name: 'hostile-readme-form', readme: 'hostile-form' },
  { name: 'hostile-readme-svg', readme: 'hostile-svg' },
  { name: 'hostile-readme-links', readme: 'hostile-links' },
  { name: 'hostile-readme-tracking', readme: 'hostile-tracking' },
  // A name that the firewall before the downloads service takes for an attack.
  { name: 'union-select-builder', description: 'Builds SQL statements' },
  ...(
    [
      'bomb',
      'endless',
      'traversal',
      'links',
      'devices',
      'truncated',
      'wrong-integrity',
      'no-readme',
      'odd-case',
      'subfolder',
      'not-gzip',
      'missing',
    ] as const
  ).map(
    (tarball): ToldPackage => ({
      name: `tarball-${tarball}`,
      description: `Its tarballs are odd: ${tarball}`,
      createdDay: parseDay('2024-02-05'),
      cadenceDays: 120,
      // One version only of those that are dear to make.
      lastReleaseDay: parseDay(tarball === 'bomb' || tarball === 'endless' ? '2024-02-05' : '2025-02-05'),
      // Nothing in the packument: whoever wants the readme must open the tarball.
      oddity: 'no-readme',
      readme: ['no-readme', 'traversal', 'links', 'devices'].includes(tarball) ? 'none' : 'plain',
      tarball,
    }),
  ),
];
