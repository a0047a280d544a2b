import { isCountableName, parseUserName } from '@shipstats/registry';
import { z } from 'zod';

/** More days than npm has counts of: it began in January 2015. */
const MAX_HISTORY_DAYS = 7_300;

const packageName = z
  .string()
  .trim()
  .refine(isCountableName, 'is no name of an npm package: write it as `npm install` takes it');

/** With or without the sign that stands before users on npm's pages (`~`) and in what people write (`@`). */
const userName = z
  .string()
  .trim()
  .transform((name) => name.replace(/^[@~]/, ''))
  .refine((name) => parseUserName(name).kind === 'name', 'is no name of an npm user');

/** What the `config` object of an npm connector may hold. */
export const npmOptions = z.strictObject({
  packages: z
    .array(packageName)
    .default([])
    .describe(
      'Packages whose downloads are kept up to date, beside those followed on their pages. Default: none.',
    ),
  users: z
    .array(userName)
    .default([])
    .describe('npm users (`sindresorhus`) all of whose packages are kept up to date. Default: none.'),
  history: z
    .union([z.literal('all'), z.int().min(1).max(MAX_HISTORY_DAYS)], {
      error: `must be 'all' or a number of days, 1 to ${MAX_HISTORY_DAYS}`,
    })
    .default('all')
    .describe(
      "How much history to have: a number of days, today included, or 'all' since 2015-01-10 or the package's creation. Default: 'all'.",
    ),
  versions: z
    .boolean()
    .default(true)
    .describe(
      'Also keep the downloads by version of each package: one request a package and day. Default: true.',
    ),
});

/** An npm connector's options as they are after reading. */
export type NpmOptions = z.output<typeof npmOptions>;
