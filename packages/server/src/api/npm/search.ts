import { HttpError } from '@shipstats/core';
import {
  OPERATOR_NAMES,
  type OperatorName,
  parseSearchQuery,
  SEARCH_OPERATORS,
  type SearchHit,
} from '@shipstats/registry';
import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { toHitsJson } from './npm-json.ts';
import { hitSchema, serviceSchema } from './npm-schemas.ts';

const operator = (name: OperatorName) =>
  z
    .string()
    .max(300)
    .optional()
    .meta({
      description: `As \`${name}:\` in the text, and wins over it: ${SEARCH_OPERATORS[name].values}.`,
    });

/** Each operator as a parameter of its own. */
const operators = {
  types: operator('types'),
  module: operator('module'),
  license: operator('license'),
  updated: operator('updated'),
  downloads: operator('downloads'),
  keyword: operator('keyword'),
  scope: operator('scope'),
  by: operator('by'),
  deprecated: operator('deprecated'),
  sort: operator('sort'),
} satisfies Record<OperatorName, z.ZodType>;

const traits = {
  license: z.string().nullable(),
  keywords: z.array(z.string()).nullable(),
  types: z.enum(['included', 'separate', 'none']).nullable().meta({ description: '`separate`: in @types.' }),
  module: z.enum(['esm', 'cjs', 'dual', 'none']).nullable(),
};

const foundSchema = hitSchema
  .extend({
    ...traits,
    match: z.string().nullable().meta({ description: 'How it was found.', example: 'prefix' }),
    why: z
      .array(z.strictObject({ kind: z.string(), points: z.number(), figure: z.number().nullable() }))
      .meta({
        description:
          'What gave it its place; empty where npm’s search alone has found it, and behind all that is ranked.',
      }),
    isUnknown: z.array(z.string()).meta({
      description: 'Filters that could not be answered for it: it may not fit them, and stands behind.',
    }),
  })
  .meta({ id: 'NpmFound', description: 'A package found; null is unknown.' });

export const searchEndpoint = defineEndpoint({
  method: 'get',
  path: '/api/v1/npm/search',
  id: 'searchPackages',
  summary: 'Searches npm packages: the local index, and npm’s search service where it answers',
  description: 'A parameter that cannot be read is an error; an operator of the text is told in `problems`.',
  query: z.strictObject({
    q: z.string().max(500).optional().meta({
      description: 'Free text, with or without operators. Default: none, for filters alone.',
      example: 'parse csv types:included',
    }),
    ...operators,
    verbatim: z.enum(['1', 'true']).optional().meta({ description: 'Correct no spelling.' }),
    limit: z.coerce.number().int().min(1).max(100).optional().meta({ description: 'Default: 20.' }),
    offset: z.coerce.number().int().min(0).max(1000).optional().meta({ description: 'Default: 0.' }),
  }),
  success: {
    status: 200,
    description: 'The packages found, in the order that was asked for.',
    type: 'application/json',
    schema: z.strictObject({
      query: z.strictObject({
        text: z.string(),
        filters: z.looseObject({}),
        sort: z.string(),
        isVerbatim: z.boolean(),
      }),
      problems: z
        .array(
          z.strictObject({
            kind: z.enum(['unknown-operator', 'no-value', 'bad-value', 'twice']),
            part: z.string(),
            message: z.string(),
            suggestion: z.string().nullable(),
          }),
        )
        .meta({ description: 'Operators of the text that could not be followed.' }),
      hits: z.array(foundSchema),
      hasMore: z.boolean(),
      corrected: z
        .strictObject({ from: z.string(), to: z.string() })
        .nullable()
        .meta({ description: 'The spelling that was searched instead: `verbatim=1` undoes it.' }),
      hiddenDeprecated: z
        .int()
        .meta({ description: 'Left out as deprecated: `deprecated=show` shows them.' }),
      index: z.strictObject({ packages: z.int(), builtOn: z.string() }),
      service: serviceSchema.nullable(),
    }),
  },
  handle: async ({ query: asked, http }, context) => {
    const { q = '', limit = 20, offset = 0, verbatim } = asked;
    const given = Object.fromEntries(OPERATOR_NAMES.map((name) => [name, asked[name]]));
    const [wrong] = parseSearchQuery('', { operators: given }).problems;
    if (wrong !== undefined) throw new HttpError(400, wrong.message);
    const { query, problems } = parseSearchQuery(q, { operators: given, isVerbatim: verbatim !== undefined });
    const answer = await context.explore.search(query, { limit, offset, withService: true });
    const lines = await toHitsJson(answer.hits, context);
    return http.json({
      query,
      problems,
      hits: lines.map((line, at) => ({ ...line, ...toFoundJson(answer.hits[at]) })),
      hasMore: answer.hasMore,
      corrected: answer.corrected,
      hiddenDeprecated: answer.hiddenDeprecated,
      index: { packages: answer.index.packages, builtOn: answer.index.builtOn },
      service: answer.service,
    });
  },
});

function toFoundJson(hit: SearchHit | undefined) {
  const { license = null, keywords = null, types = null, module = null, match = null } = hit ?? {};
  return { license, keywords, types, module, match, why: hit?.why ?? [], isUnknown: hit?.isUnknown ?? [] };
}
