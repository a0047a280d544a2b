import { z } from 'zod';
import { AGGREGATE_FNS, FILTER_OPERATORS } from '../query/query.ts';
import { windowProblem } from '../window.ts';

/** The shapes that a user writes; each part is parsed on its own, so that all mistakes are told at once. */

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const windowField = z
  .union([z.string(), z.strictObject({ from: z.string(), to: z.string().optional() })])
  .superRefine((value, context) => {
    const problem = windowProblem(value);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  })
  .describe('A span of time: `30d`, `24h`, `12w`, `6m`, `mtd`, `ytd`, `last-month`, or `{ from, to }`.');

const condition = z.strictObject({
  field: z.string().describe('A dimension of the metric.'),
  op: z.enum(FILTER_OPERATORS as [string, ...string[]]),
  value: z.union([scalar, z.array(scalar).min(1)]),
});

const filterField = z
  .array(z.union([condition, z.strictObject({ or: z.array(condition).min(1) })]))
  .describe('Conditions that must all hold; `{ or: [...] }` for alternatives.');

const granularity = z.enum(['minute', 'hour', 'day', 'week', 'month']);

/** The shape of a metric in a widget; that its names exist is checked by `normalizeConfig`. */
export const metricSchema = z.strictObject({
  connector: z
    .union([z.string(), z.looseObject({ name: z.string() })])
    .optional()
    .describe('The configured connector, or its name.'),
  connectorId: z.string().optional().describe('The name of the connector, as `@rawdash/core` writes it.'),
  shape: z
    .enum(['metric', 'event', 'entity', 'edge', 'distribution'])
    .default('metric')
    .describe('Only `metric` is stored so far.'),
  name: z.string().describe('The metric, e.g. `openai_cost_usd`.'),
  entityType: z.undefined().optional(),
  field: z.string().optional().describe('A further number of the same rows, e.g. `input_cached_tokens`.'),
  fn: z
    .enum(AGGREGATE_FNS as [string, ...string[]])
    .optional()
    .describe('How bucket totals become one number. Default: `sum` for what adds up, else `latest`.'),
  window: windowField.optional(),
  filter: filterField.optional(),
  groupBy: z
    .strictObject({ field: z.string(), granularity })
    .optional()
    .describe('Buckets of time, as `@rawdash/core` writes them: `{ field: "ts", granularity: "day" }`.'),
  by: z
    .union([z.string(), z.array(z.string()).max(2)])
    .optional()
    .describe('Up to two dimensions to split by.'),
  bucket: granularity.optional().describe('The width of a bucket.'),
  top: z.number().int().min(1).max(200).optional().describe('How many series to name; the rest is "other".'),
  compare: z.enum(['none', 'previous-period']).optional(),
  label: z.string().optional(),
});

/** The shape of a ratio or a difference; each side is read with `metricSchema` on its own. */
export const derivedSchema = z.strictObject({
  derive: z.enum(['ratio', 'difference']).describe('`left ÷ right` or `left − right`.'),
  left: z.unknown().describe('A metric.'),
  right: z.unknown().describe('A metric.'),
  per: z.number().positive().optional().describe('Multiplies a ratio: 1000000 for "per million".'),
  label: z.string().optional(),
});

const widgetBase = {
  title: z.string().min(1).describe('What stands above the number.'),
  description: z.string().optional(),
};

const formatField = z
  .strictObject({
    kind: z.enum(['currency', 'number', 'percent', 'duration', 'bytes']),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, 'an ISO 4217 code such as USD')
      .optional(),
    decimals: z.number().int().min(0).max(20).optional(),
    compact: z.boolean().optional(),
  })
  .optional()
  .describe('How the number is written. Default: by the metric’s unit.');

const numbers = {
  ...widgetBase,
  metric: z.unknown().describe('One metric, several, or a derived one.'),
  aggregate: z
    .strictObject({ fn: z.enum(['sum', 'avg', 'min', 'max', 'count']), label: z.string().optional() })
    .optional()
    .describe('Merges several metrics into one.'),
  compare: z.enum(['none', 'previous-period']).optional().describe('Compares with the window before.'),
  format: formatField,
};

const split = {
  by: metricSchema.shape.by,
  top: metricSchema.shape.top,
};

/** The shape of each kind of widget, by its `kind`; `breakdown` reads `distribution` too. */
export const widgetSchemas = {
  stat: z.strictObject({
    kind: z.literal('stat'),
    ...numbers,
    window: windowField.optional(),
    budget: z
      .union([z.number().positive(), z.string().regex(/^\d+(\.\d+)?$/, 'an amount such as "500.00"')])
      .optional()
      .describe('What may be spent within the window.'),
  }),
  timeseries: z.strictObject({
    kind: z.literal('timeseries'),
    ...numbers,
    ...split,
    window: windowField,
    granularity: granularity
      .optional()
      .describe(
        'The width of a bucket. Default: `day`; `hour` where the window is of hours (`24h`) and the metric has them.',
      ),
  }),
  breakdown: z.strictObject({
    kind: z.enum(['breakdown', 'distribution']),
    ...numbers,
    ...split,
    window: windowField,
  }),
  table: z.strictObject({ kind: z.literal('table'), ...numbers, ...split, window: windowField }),
  status: z.strictObject({
    kind: z.literal('status'),
    ...widgetBase,
    source: z.union([z.string(), z.array(z.string()).min(1)]).describe('Names of connectors.'),
  }),
  text: z.strictObject({
    kind: z.literal('text'),
    ...widgetBase,
    title: z.string().optional(),
    text: z.string().describe('Plain text; blank lines make paragraphs.'),
  }),
};

/** The shape of a dashboard; each widget is read on its own. */
export const dashboardSchema = z.strictObject({
  title: z.string().optional().describe('Default: the key, in words.'),
  description: z.string().optional(),
  widgets: z.record(z.string(), z.unknown()).describe('The widgets, in the order in which they stand.'),
});

/** The shape of a source's entry; `config` is read by the source's own schema. */
export const connectorSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, hyphens and underscores, 64 at most')
    .describe('The name that metrics refer to; unique.'),
  connectorId: z.string().describe('The kind of source, e.g. `openai`.'),
  config: z.record(z.string(), z.unknown()).default({}).describe('The options of that kind of source.'),
  displayName: z.string().optional().describe('The name on pages.'),
  enabled: z.boolean().optional().describe('`false` keeps the numbers but stops syncing. Default: `true`.'),
  syncIntervalSeconds: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400)
    .optional()
    .describe('Seconds between two syncs, 60 at least. Default: 3600.'),
});

/** What a server does by itself to keep the search index up to date. */
export const searchIndexSchema = z.strictObject({
  followChanges: z
    .boolean()
    .optional()
    .describe("Follow npm's change feed, and read the packages that change. Default: `false`."),
  enrich: z
    .boolean()
    .optional()
    .describe('Read facts of the most downloaded packages, one every two seconds. Default: `false`.'),
});

/** The outermost shape of a configuration; connectors and dashboards are read on their own. */
export const configSchema = z.strictObject({
  connectors: z.array(z.unknown()).describe('The sources.'),
  dashboards: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('The dashboards, by the name in their address.'),
  timeZone: z.string().optional().describe('An IANA zone such as `Europe/Berlin`. Default: UTC.'),
  retention: z
    .strictObject({
      maxAge: z
        .union([z.number().min(0), windowField])
        .optional()
        .describe('Milliseconds, or e.g. `400d`.'),
      maxSize: z
        .number()
        .optional()
        .describe('Understood for `@rawdash/core`; days are kept whole, so not applied.'),
      floor: z.number().optional().describe('Understood for `@rawdash/core`; not applied.'),
      intervalMs: z.number().optional().describe('Understood for `@rawdash/core`; not applied.'),
    })
    .optional()
    .describe('How long numbers are kept. Default: for ever.'),
  searchIndex: searchIndexSchema
    .optional()
    .describe('What a server does by itself to keep the search index up to date.'),
});
