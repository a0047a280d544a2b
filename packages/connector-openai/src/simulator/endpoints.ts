import type { EndpointName } from './options.ts';

/** A list parameter that keeps rows whose dimension has one of its values. */
export interface FilterParam {
  readonly dimension: string;
  /** The values that the API knows; absent = any text. */
  readonly values?: readonly string[];
}

/** One usage endpoint, or costs: everything the server needs to know to answer it. */
export interface Endpoint {
  readonly name: EndpointName;
  /** Path after `/organization/`. */
  readonly path: string;
  /** `object` of its rows. */
  readonly object: string;
  readonly measures: readonly string[];
  /** Dimensions of a fact, in the order rows are written. */
  readonly dimensions: readonly string[];
  readonly groupBy: readonly string[];
  readonly filters: Readonly<Record<string, FilterParam>>;
  /** A level is read at the end of a bucket; a flow is added up over it. */
  readonly kind: 'flow' | 'level';
  /** Buckets a page by width: default and maximum. */
  readonly limits: Readonly<
    Partial<Record<BucketWidth, { readonly standard: number; readonly maximum: number }>>
  >;
}

/** `bucket_width`. */
export type BucketWidth = '1m' | '1h' | '1d';

/** Bucket widths in seconds. */
export const widthSeconds: Readonly<Record<BucketWidth, number>> = { '1m': 60, '1h': 3600, '1d': 86_400 };

/** The token fields of completions, in the order of the specification's row. */
export const completionMeasures = [
  'input_tokens',
  'output_tokens',
  'input_cached_tokens',
  'input_cache_write_tokens',
  'input_uncached_tokens',
  'input_text_tokens',
  'output_text_tokens',
  'input_cached_text_tokens',
  'input_audio_tokens',
  'input_cached_audio_tokens',
  'output_audio_tokens',
  'input_image_tokens',
  'input_cached_image_tokens',
  'output_image_tokens',
  'num_model_requests',
] as const;

const usageLimits = {
  '1d': { standard: 7, maximum: 31 },
  '1h': { standard: 24, maximum: 168 },
  '1m': { standard: 60, maximum: 1440 },
} as const;

const project = { project_ids: { dimension: 'project_id' } };
const projectUserKey = {
  ...project,
  user_ids: { dimension: 'user_id' },
  api_key_ids: { dimension: 'api_key_id' },
};
const projectUserKeyModel = { ...projectUserKey, models: { dimension: 'model' } };

function usage(
  name: EndpointName,
  measures: readonly string[],
  dimensions: readonly string[],
  filters: Readonly<Record<string, FilterParam>>,
  more: { object?: string; kind?: 'flow' | 'level' } = {},
): Endpoint {
  return {
    name,
    path: `usage/${name}`,
    object: `organization.usage.${more.object ?? name}.result`,
    measures,
    dimensions,
    groupBy: dimensions,
    filters,
    kind: more.kind ?? 'flow',
    limits: usageLimits,
  };
}

const who = ['project_id', 'user_id', 'api_key_id'];

/** All usage endpoints and costs, as of the OpenAPI text of 2026-08-21. */
export const endpoints: readonly Endpoint[] = [
  usage('completions', completionMeasures, [...who, 'model', 'batch', 'service_tier'], {
    ...projectUserKeyModel,
    batch: { dimension: 'batch', values: ['true', 'false'] },
  }),
  usage('embeddings', ['input_tokens', 'num_model_requests'], [...who, 'model'], projectUserKeyModel),
  usage('moderations', ['input_tokens', 'num_model_requests'], [...who, 'model'], projectUserKeyModel),
  usage('images', ['images', 'num_model_requests'], [...who, 'model', 'size', 'source'], {
    ...projectUserKeyModel,
    sources: { dimension: 'source', values: ['image.generation', 'image.edit', 'image.variation'] },
    sizes: { dimension: 'size', values: ['256x256', '512x512', '1024x1024', '1792x1792', '1024x1792'] },
  }),
  usage('audio_speeches', ['characters', 'num_model_requests'], [...who, 'model'], projectUserKeyModel),
  usage('audio_transcriptions', ['seconds', 'num_model_requests'], [...who, 'model'], projectUserKeyModel),
  usage('vector_stores', ['usage_bytes'], ['project_id'], project, { kind: 'level' }),
  usage('code_interpreter_sessions', ['num_sessions'], ['project_id'], project),
  usage(
    'file_search_calls',
    ['num_requests'],
    [...who, 'vector_store_id'],
    { ...projectUserKey, vector_store_ids: { dimension: 'vector_store_id' } },
    { object: 'file_searches' },
  ),
  usage(
    'web_search_calls',
    ['num_model_requests', 'num_requests'],
    [...who, 'model', 'context_level'],
    {
      ...projectUserKeyModel,
      context_levels: { dimension: 'context_level', values: ['low', 'medium', 'high'] },
    },
    { object: 'web_searches' },
  ),
  {
    name: 'costs',
    path: 'costs',
    object: 'organization.costs.result',
    measures: ['amount', 'quantity'],
    dimensions: ['project_id', 'line_item', 'api_key_id', 'user_id', 'currency'],
    groupBy: ['project_id', 'line_item', 'api_key_id'],
    filters: { ...project, api_key_ids: { dimension: 'api_key_id' } },
    kind: 'flow',
    limits: { '1d': { standard: 7, maximum: 180 } },
  },
];

/** The endpoint of that name; throws on a name that is none. */
export function endpointNamed(name: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.name === name);
  if (found === undefined) {
    throw new RangeError(
      `No endpoint "${name}". Endpoints: ${endpoints.map((endpoint) => endpoint.name).join(', ')}`,
    );
  }
  return found;
}
