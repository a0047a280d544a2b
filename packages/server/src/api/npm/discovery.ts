import { HttpError } from '@shipstats/core';
import { LIST_NAMES } from '@shipstats/registry';
import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { toHitsJson, toSourcedJson } from './npm-json.ts';
import { countSchema, followedSchema, hitSchema, serviceSchema, sourced } from './npm-schemas.ts';
import { searchEndpoint } from './search.ts';

const WAIT_MS = 8_000;
/** An address holds no more of the longest names. */
const MAX_NAMES = 50;

export const discoveryEndpoints = [
  searchEndpoint,
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/users/{name}',
    id: 'getUser',
    summary: 'The packages of a user, with their downloads',
    params: z.strictObject({ name: z.string().max(300).meta({ example: 'sindresorhus' }) }),
    errors: [404],
    success: {
      status: 200,
      description: 'The packages; null where npm does not answer and nothing is known.',
      type: 'application/json',
      schema: z.strictObject({
        user: z.string(),
        packages: sourced(z.array(hitSchema)),
        hasMore: z.boolean(),
      }),
    },
    handle: async ({ params: { name }, http }, context) => {
      const found = await context.explore.user(name);
      if (found.kind === 'unknown') {
        return http.json({ user: name, packages: toSourcedJson(found), hasMore: false });
      }
      const { user, packages, hasMore } = found.value;
      if (packages.length === 0) throw new HttpError(404, `npm lists no package of @${user}.`);
      await context.downloads.want(
        packages.map((one) => one.name),
        { history: 'recent', waitMs: WAIT_MS },
      );
      const hits = await toHitsJson(packages, context);
      return http.json({ user, packages: { ...toSourcedJson(found), value: hits }, hasMore });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/lists/{list}',
    id: 'getList',
    summary: 'Popular, newest, trending or random packages, with the rule that made the list',
    params: z.strictObject({ list: z.enum(LIST_NAMES).meta({ example: 'popular' }) }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(100).optional().meta({ description: 'Default: 50.' }),
      seed: z.coerce.number().int().min(0).max(4_294_967_295).optional().meta({
        description: 'Chooses among the random ones: the same seed gives the same packages.',
      }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The list.',
      type: 'application/json',
      schema: z.strictObject({
        list: z.enum(LIST_NAMES),
        rule: z.string(),
        asOf: z.string().nullable(),
        hits: z.array(hitSchema),
        troubles: z.array(serviceSchema),
      }),
    },
    handle: async ({ params: { list }, query: { limit, seed }, http }, context) => {
      const found = await context.explore.list(list, {
        limit: limit ?? 50,
        ...(seed === undefined ? {} : { seed }),
      });
      const { rule, asOf, hits, troubles } = found;
      return http.json({ list, rule, asOf, hits: await toHitsJson(hits, context), troubles });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/downloads',
    id: 'getDownloads',
    summary: `The 30-day number of up to ${MAX_NAMES} packages; those that nothing is known of are left out`,
    description: 'For daily counts ask the metric `npm_downloads` with the filter `package=NAME`.',
    query: z.strictObject({
      name: z
        .array(z.string().max(300))
        .max(MAX_NAMES)
        .optional()
        .meta({
          description: 'A package; once for each.',
          example: ['hono'],
        }),
    }),
    success: {
      status: 200,
      description: 'The numbers.',
      type: 'application/json',
      schema: z.strictObject({ downloads: z.record(z.string(), countSchema), service: serviceSchema }),
    },
    handle: async ({ query: { name: given }, http }, context) => {
      const names = [...new Set(given ?? [])];
      if (names.length === 0) throw new HttpError(400, 'name: at least one package.', 'Ask with ?name=hono.');
      await context.downloads.want(names, { history: 'recent', waitMs: WAIT_MS });
      const lines = await context.downloads.lines(names);
      return http.json({
        downloads: Object.fromEntries(lines),
        service: context.downloads.state(),
      });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/services',
    id: 'listNpmServices',
    summary: 'How npm’s services fared when they were last asked',
    success: {
      status: 200,
      description: 'The services.',
      type: 'application/json',
      schema: z.strictObject({ services: z.array(serviceSchema) }),
    },
    handle: async ({ http }, context) => http.json({ services: context.explore.services() }),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/follows',
    id: 'listFollowed',
    summary: 'The packages and users that are kept up to date',
    success: {
      status: 200,
      description: 'What is followed.',
      type: 'application/json',
      schema: z.strictObject({ followed: z.array(followedSchema) }),
    },
    handle: async ({ http }, context) => http.json({ followed: await context.explore.followed() }),
  }),
];
