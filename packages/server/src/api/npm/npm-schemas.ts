import { z } from 'zod';

/** The shapes of what the API tells of npm's packages; see the types of `@shipstats/registry`, which they mirror. */

const moment = z.string().meta({ description: 'ISO 8601, UTC.', example: '2026-11-22T10:00:00Z' });
const user = z.strictObject({ name: z.string() });

/** As a part of an address. */
export const packageName = z
  .string()
  .max(300)
  .meta({ description: "The package's name, `/` as `%2F`.", example: 'hono' });

export const serviceSchema = z
  .strictObject({
    service: z.enum(['registry', 'search', 'downloads', 'advisories', 'attestations', 'changes']),
    status: z.enum(['unasked', 'answering', 'limited', 'failing', 'off']),
    answeredAt: moment.nullable().meta({ description: 'When it last gave a good answer.' }),
    message: z.string().nullable().meta({ description: 'Why it does not answer; null while it does.' }),
    retryAt: moment.nullable(),
  })
  .meta({ id: 'NpmService', description: 'How one of npm’s services fared when it was last asked.' });

export const countSchema = z
  .strictObject({
    downloads: z.int().meta({ description: 'Downloads of 30 days.' }),
    through: z.string().meta({
      description:
        'A UTC day: the last of them where they are daily counts; else the day that the list was made, or that npm’s search said so.',
      example: '2026-11-21',
    }),
    from: z.enum(['store', 'index', 'search']).meta({
      description: 'Daily counts that were read here, the published list, or npm’s search service.',
    }),
    unknownDays: z.int().meta({ description: 'Days among the 30 that npm has no counts of.' }),
    trend: z.number().nullable().meta({
      description: 'The last 28 whole days over the 28 before: 0.1 is ten per cent more; null is unknown.',
    }),
    weeks: z
      .array(z.number().nullable())
      .meta({ description: 'Whole weeks, oldest first; null is unknown.' }),
  })
  .meta({ id: 'NpmDownloads', description: 'The one number of a package, the same on every page.' });

export const hitSchema = z
  .strictObject({
    name: z.string(),
    version: z.string().nullable(),
    description: z.string().nullable(),
    publishedAt: moment.nullable(),
    isDeprecated: z.boolean(),
    downloads: countSchema.nullable(),
  })
  .meta({ id: 'NpmHit' });

export const packageSchema = z
  .strictObject({
    name: z.string(),
    status: z.enum(['published', 'unpublished', 'security-placeholder']),
    description: z.string().nullable(),
    distTags: z.record(z.string(), z.string()),
    createdAt: moment.nullable(),
    maintainers: z.array(user),
    asOf: moment.meta({ description: 'When the registry last confirmed this.' }),
    isStale: z.boolean().meta({ description: 'The registry was asked again since and did not answer.' }),
    versionCount: z.int(),
    downloads: countSchema.nullable(),
    version: z.looseObject({ version: z.string(), publishedAt: moment.nullable() }).meta({
      description: 'What is true of the version that was asked for: licence, types, sizes, dependencies …',
    }),
  })
  .meta({ id: 'NpmPackage' });

export const versionSchema = z.strictObject({
  version: z.string(),
  publishedAt: moment.nullable(),
  deprecated: z.string().nullable(),
  isPrerelease: z.boolean(),
});

export const advisorySchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
  url: z.string().nullable(),
  vulnerableVersions: z.string(),
  affects: z.boolean().meta({ description: 'The version that was asked for is one of them.' }),
});

export const followedSchema = z.strictObject({
  kind: z.enum(['package', 'user']),
  name: z.string(),
  since: moment,
});

/** Something from outside that may not be known: then `value` is null and `reason` says why. */
export const sourced = <Schema extends z.ZodType>(value: Schema) =>
  z.strictObject({
    value: value.nullable(),
    asOf: moment.nullable(),
    isStale: z.boolean(),
    reason: z.string().nullable().meta({ description: 'Why it is not known.' }),
  });
