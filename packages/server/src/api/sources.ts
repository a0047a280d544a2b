import { HttpError, suggest, toIso } from '@shipstats/core';
import { NAMES_RESOURCE } from '@shipstats/store';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { readSources } from '../source-view.ts';
import { defineEndpoint } from './endpoint.ts';
import { streamSyncs } from './event-streams.ts';
import { toRunJson, toSourceJson } from './run-json.ts';
import { namesSchema, runSchema, sourceSchema } from './schemas.ts';

export const sourceParams = z.strictObject({
  name: z.string().meta({ description: "The connector's name.", example: 'openai' }),
});
const eventStream = {
  status: 200,
  description:
    'Events `progress`, each with a run, its `progress` over all that it planned (0 to 1), about how many `secondsLeft` ' +
    '(null where that cannot be told), both in `words`, and what it waits for or warns about as `message`, or null.',
  type: 'text/event-stream',
  schema: z.string(),
} as const;

/** What every endpoint answers that starts a sync. */
export const startedAnswer = {
  status: 202,
  description: 'It is on its way.',
  type: 'application/json',
  schema: z.strictObject({ started: z.boolean() }),
} as const;

export const sourceEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources',
    id: 'listSources',
    summary: 'Every configured source: how it stands and what is stored of it',
    success: {
      status: 200,
      description: 'The sources.',
      type: 'application/json',
      schema: z.strictObject({ sources: z.array(sourceSchema) }),
    },
    handle: async ({ http }, context) =>
      http.json({ sources: (await readSources(context)).map(toSourceJson) }),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources/{name}/runs',
    id: 'listRuns',
    summary: 'The run log of a source, newest first',
    params: sourceParams,
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).optional().meta({ description: 'Default: 50.' }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The runs.',
      type: 'application/json',
      schema: z.strictObject({ runs: z.array(runSchema) }),
    },
    handle: async ({ params: { name }, query, http }, context) => {
      await requireSource(name, context);
      const runs = await context.store.runs({ connector: name, limit: query.limit ?? 50 });
      return http.json({ runs: runs.map(toRunJson) });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources/{name}/names',
    id: 'listNames',
    summary: 'What the ids in the dimensions of a source are called',
    params: sourceParams,
    query: z.strictObject({
      kind: z.string().optional().meta({ description: 'Only names of this kind.', example: 'project' }),
    }),
    errors: [404],
    success: { status: 200, description: 'The names.', type: 'application/json', schema: namesSchema },
    handle: async ({ params: { name }, query, http }, context) => {
      await requireSource(name, context);
      const [names, { lastSuccessAt, lastError }] = await Promise.all([
        context.store.names(name),
        context.store.freshness(name, NAMES_RESOURCE),
      ]);
      return http.json({
        readAt: lastSuccessAt === null ? null : toIso(lastSuccessAt),
        error: lastError,
        names: names
          .filter(({ kind }) => query.kind === undefined || kind === query.kind)
          .map(({ seenAt, ...one }) => ({ ...one, seenAt: toIso(seenAt) })),
      });
    },
  }),
  defineEndpoint({
    method: 'post',
    path: '/api/v1/sources/{name}/sync',
    id: 'syncSource',
    summary: 'Starts a sync',
    description: 'Answers at once. `started` is false where a sync of this source is at work already.',
    params: sourceParams,
    errors: [403, 404, 409],
    success: startedAnswer,
    handle: async ({ params: { name }, http }, context) => {
      await requireEnabled(name, context);
      const { started } = await context.sync.trigger(name);
      return http.json({ started }, 202);
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources/events',
    id: 'watchSources',
    summary: 'Tells of the progress of all syncs as it happens (server-sent events)',
    errors: [503],
    success: eventStream,
    handle: async ({ http }, context) => streamSyncs(http, context, null),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/sources/{name}/events',
    id: 'watchSource',
    summary: "Tells of the progress of a source's syncs as it happens (server-sent events)",
    params: sourceParams,
    errors: [404, 503],
    success: eventStream,
    handle: async ({ params: { name }, http }, context) => {
      await requireSource(name, context);
      return streamSyncs(http, context, name);
    },
  }),
];

/** @throws HttpError 404 with the nearest name. */
export async function requireSource(name: string, context: AppContext) {
  const sources = await context.sync.sources();
  const source = sources.find((candidate) => candidate.name === name);
  if (source) return source;
  throw new HttpError(
    404,
    `There is no source ${JSON.stringify(name)}.`,
    suggest(
      name,
      sources.map((candidate) => candidate.name),
    ),
  );
}

/** @throws HttpError 404, or 409 for a source that the configuration switches off. */
export async function requireEnabled(name: string, context: AppContext) {
  const source = await requireSource(name, context);
  if (source.enabled) return source;
  throw new HttpError(
    409,
    `The source ${JSON.stringify(name)} is switched off.`,
    'Remove "enabled: false" from its configuration.',
  );
}
