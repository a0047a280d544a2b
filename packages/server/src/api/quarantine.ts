import { formatBucket, HttpError, toIso } from '@shipstats/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { defineEndpoint } from './endpoint.ts';
import { quarantineSchema } from './schemas.ts';
import { requireEnabled, requireSource, sourceParams, startedAnswer } from './sources.ts';

const DEFAULT_ROWS = 100;

export const quarantineEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources/{name}/quarantine',
    id: 'listQuarantine',
    summary: 'The rows of a source that could not be read, as they came, newest first',
    params: sourceParams,
    query: z.strictObject({
      resource: z.string().optional().meta({ description: 'Only those of this resource.', example: 'costs' }),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(1000)
        .optional()
        .meta({ description: `Default: ${DEFAULT_ROWS}.` }),
      offset: z.coerce
        .number()
        .int()
        .min(0)
        .optional()
        .meta({ description: 'So many of the newest are left out.' }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The rows.',
      type: 'application/json',
      schema: quarantineSchema,
    },
    handle: async ({ params: { name }, query, http }, context) => {
      const { resources } = await requireSource(name, context);
      const { resource, limit = DEFAULT_ROWS, offset = 0 } = query;
      const [entries, counts] = await Promise.all([
        context.store.quarantine({ connector: name, ...(resource && { resource }), limit, offset }),
        context.store.quarantineCounts(),
      ]);
      const granularityOf = (wanted: string) =>
        resources.find((spec) => spec.name === wanted)?.granularity ?? 'day';
      return http.json({
        total: counts
          .filter((one) => one.connector === name && (resource === undefined || one.resource === resource))
          .reduce((sum, { rows }) => sum + rows, 0),
        rows: entries.map(({ connector: _, bucket, seenAt, ...entry }) => ({
          ...entry,
          bucket: formatBucket(bucket, granularityOf(entry.resource)),
          seenAt: toIso(seenAt),
        })),
      });
    },
  }),
  defineEndpoint({
    method: 'post',
    path: '/api/v1/sources/{name}/quarantine/retry',
    id: 'retryQuarantine',
    summary: 'Starts a sync that reads again what is in quarantine',
    description:
      'Answers at once. However old the rows are, their days are asked for again. `started` is false where a sync of ' +
      'this source is at work already.',
    params: sourceParams,
    errors: [403, 404, 409],
    success: startedAnswer,
    handle: async ({ params: { name }, http }, context) => http.json(await startRetry(name, context), 202),
  }),
];

/** Starts the sync that reads quarantined rows again. @throws HttpError 404, or 409 where there is nothing to retry */
export async function startRetry(name: string, context: AppContext): Promise<{ readonly started: boolean }> {
  await requireEnabled(name, context);
  const counts = await context.store.quarantineCounts();
  if (!counts.some(({ connector }) => connector === name)) {
    throw new HttpError(409, `Nothing of ${JSON.stringify(name)} is in quarantine.`);
  }
  return context.sync.trigger(name, { retryQuarantined: true });
}
