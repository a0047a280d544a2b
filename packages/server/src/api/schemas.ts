import { NAME_STATES } from '@shipstats/core';
import { z } from 'zod';
import { SOURCE_STATUSES } from '../source-view.ts';

/** The shapes that the API answers, for the document; each route's tests hold its answers against them. */

const moment = z.string().meta({ description: 'ISO 8601, UTC.', example: '2026-11-22T10:00:00Z' });
const day = z.string().meta({ description: 'A UTC day.', example: '2026-11-22' });
const bucket = z
  .string()
  .meta({ description: 'A UTC day, or ISO 8601 for an hour or a minute.', example: '2026-11-22' });

export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      status: z.int(),
      message: z.string().meta({ example: 'There is no metric "opnai_cost_usd".' }),
      hint: z.string().optional().meta({ example: 'Did you mean "openai_cost_usd"?' }),
    }),
  })
  .meta({ id: 'Error' });

export const stampSchema = z
  .strictObject({
    source: z.strictObject({
      connector: z.string(),
      title: z.string(),
      resource: z.string(),
      endpoint: z.string(),
    }),
    synthetic: z.boolean().meta({ description: 'Made by the simulator, not by the world.' }),
    syncedAt: moment.nullable().meta({ description: 'When the source was last read with success.' }),
    through: bucket.nullable().meta({
      description:
        'The last bucket that holds data: a day, or the moment at which its hour or minute begins.',
    }),
    granularity: z
      .enum(['hour', 'minute'])
      .optional()
      .meta({ description: 'What the buckets are; absent for days.' }),
    partial: z.boolean().meta({ description: 'The last bucket was read before it was over.' }),
    provisionalBuckets: z.int().meta({ description: 'Buckets that the source may still revise.' }),
    provisionalFrom: bucket.nullable(),
    unknownBuckets: z.int().meta({ description: 'Buckets that were never read: holes, not zeros.' }),
    incompleteBuckets: z.int().meta({ description: 'Buckets in which rows could not be read.' }),
    stale: z.boolean(),
    error: z.string().nullable(),
  })
  .meta({
    id: 'Stamp',
    description: 'Where a number is from, how fresh it is, and what of it is not certain.',
  });

const value = z.union([z.string(), z.number()]).nullable().meta({
  description: 'Money is a decimal text, exact to the last digit; a count is a number; null is unknown.',
});
const window = z.strictObject({ start: moment, end: moment });

export const querySchema = z
  .strictObject({
    metric: z.string(),
    field: z.string().optional(),
    unit: z.string(),
    fn: z.string().nullable(),
    window,
    leftOut: z
      .strictObject({ window, buckets: z.int() })
      .optional()
      .meta({ description: 'The end of the window that `complete=1` left out; absent where nothing was.' }),
    value,
    rows: z.array(
      z.strictObject({
        bucket: z.string().optional(),
        dims: z.record(z.string(), z.string().nullable()).optional(),
        names: z
          .record(z.string(), z.string())
          .optional()
          .meta({ description: 'What the ids in `dims` are called, where that is known.' }),
        other: z.literal(true).optional(),
        value,
        state: z.string().optional(),
        unknownBuckets: z.int().optional().meta({
          description: 'Of a week or month: how many days (the source’s own buckets) of it are unknown.',
        }),
        incompleteBuckets: z
          .int()
          .optional()
          .meta({ description: 'The same of those that are known in part.' }),
      }),
    ),
    comparison: z
      .strictObject({
        window,
        value,
        unknownBuckets: z
          .int()
          .meta({ description: 'Buckets of the window before that are not wholly known.' }),
        obstacle: z
          .enum(['gaps-before', 'gaps-now', 'not-over'])
          .nullable()
          .meta({ description: 'Why a change cannot be told; null where it can.' }),
      })
      .optional(),
    stamp: stampSchema.nullable(),
    stamps: z.array(stampSchema).optional(),
  })
  .meta({ id: 'QueryAnswer' });

export const metricSchema = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    connector: z.string(),
    resource: z.string(),
    endpoint: z.string(),
    unit: z.string(),
    kind: z.enum(['flow', 'level']),
    granularity: z.enum(['minute', 'hour', 'day']),
    granularities: z
      .array(z.enum(['minute', 'hour', 'day']))
      .meta({ description: 'What buckets it is stored in: it can be asked for by those and wider ones.' }),
    fields: z.array(z.string()),
    dimensions: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        names: z
          .array(z.string())
          .optional()
          .meta({ description: 'The kinds of things that its ids stand for, which have names.' }),
      }),
    ),
    url: z.string(),
  })
  .meta({ id: 'Metric' });

export const namesSchema = z
  .strictObject({
    readAt: moment.nullable().meta({ description: 'When they were last read with success.' }),
    error: z.string().nullable().meta({ description: 'Why the last reading failed; null if it did not.' }),
    names: z.array(
      z.strictObject({
        kind: z.string().meta({ example: 'project' }),
        id: z.string(),
        name: z.string().meta({ description: 'The id again where the source gave none.' }),
        state: z.enum(NAME_STATES).meta({
          description:
            '`deleted`: no longer listed, the name is the last one known. `unlisted`: never listed, so there is no name.',
        }),
        seenAt: moment,
      }),
    ),
  })
  .meta({ id: 'Names' });

export const quarantineSchema = z
  .strictObject({
    total: z.int().meta({ description: 'How many there are in all.' }),
    rows: z.array(
      z.strictObject({
        resource: z.string().meta({ example: 'costs' }),
        partition: z.string().optional(),
        bucket,
        reason: z.string().meta({ description: 'Why it could not be read.' }),
        raw: z.string().meta({ description: 'The row as it came, number for number; long ones are cut.' }),
        seenAt: moment,
      }),
    ),
  })
  .meta({ id: 'Quarantine' });

const sourceStatus = z.enum(SOURCE_STATUSES).meta({ description: 'How the source stands, in one word.' });

const widgetHead = { id: z.string(), title: z.string() };

export const widgetSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...widgetHead,
      kind: z.enum(['stat', 'timeseries', 'breakdown', 'table']),
      budget: z.string().optional().meta({ description: 'What may be spent within the window.' }),
      answers: z.array(querySchema),
    }),
    z.strictObject({
      ...widgetHead,
      kind: z.literal('status'),
      sources: z.array(z.strictObject({ name: z.string(), status: sourceStatus })),
    }),
    z.strictObject({ ...widgetHead, kind: z.literal('text'), text: z.string() }),
    z.strictObject({
      ...widgetHead,
      kind: z.literal('failed'),
      message: z.string(),
      hint: z.string().optional(),
    }),
  ])
  .meta({ id: 'Widget' });

export const dashboardHeadSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    description: z.string().nullable(),
    widgets: z.int(),
    url: z.string(),
  })
  .meta({ id: 'DashboardHead' });

export const dashboardSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    description: z.string().nullable(),
    widgets: z.array(widgetSchema),
  })
  .meta({ id: 'Dashboard' });

export const runSchema = z
  .strictObject({
    id: z.int(),
    source: z.string(),
    trigger: z.enum(['schedule', 'manual', 'start']),
    status: z.enum(['running', 'succeeded', 'partial', 'failed', 'interrupted']),
    startedAt: moment,
    finishedAt: moment.nullable(),
    resources: z.array(
      z.strictObject({
        resource: z.string(),
        granularity: z
          .enum(['hour', 'minute'])
          .optional()
          .meta({ description: 'What its buckets are; absent for days.' }),
        status: z.string(),
        planned: z.int().meta({ description: 'Buckets planned; with `buckets`, the progress.' }),
        buckets: z.int(),
        rows: z.int(),
        requests: z.int(),
        retries: z.int(),
        waitedMs: z.number(),
        quarantined: z.int(),
        names: z.int().optional().meta({ description: 'Names that were read, where the run read any.' }),
        revised: z
          .int()
          .meta({ description: 'Buckets that were over and that the source now says differently.' }),
        warnings: z.array(z.string()),
        error: z
          .strictObject({ message: z.string(), hint: z.string().optional(), retryAt: z.string().optional() })
          .nullable(),
      }),
    ),
  })
  .meta({ id: 'Run' });

export const revisionSchema = z
  .strictObject({
    connector: z.string(),
    resource: z.string(),
    partition: z.string().optional(),
    bucket: z.string().meta({ description: 'A UTC day; ISO 8601 for an hour.', example: '2026-11-20' }),
    measure: z.string(),
    dimensions: z
      .record(z.string(), z.string().nullable())
      .nullable()
      .meta({ description: "The row that changed; null for the bucket's total." }),
    names: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'What the ids in `dimensions` are called, by dimension, where a name is known.' }),
    moreRows: z.int().optional().meta({ description: 'It is the sum of so many more rows.' }),
    before: z.string().nullable().meta({ description: 'Exact; null where there was no number.' }),
    after: z.string().nullable(),
    seenAt: moment,
  })
  .meta({ id: 'Revision', description: 'A number that the source changed after its day was over.' });

export const sourceSchema = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    connectorId: z.string(),
    enabled: z.boolean(),
    status: sourceStatus,
    nextAt: moment.nullable(),
    running: runSchema.nullable(),
    lastRun: runSchema.nullable(),
    resources: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        endpoint: z.string(),
        rows: z.int(),
        first: day.nullable(),
        last: day.nullable(),
        quarantined: z.int(),
        stamp: stampSchema,
      }),
    ),
  })
  .meta({ id: 'Source' });
