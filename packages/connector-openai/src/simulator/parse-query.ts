import { badRequest } from './api-error.ts';
import { type BucketWidth, type Endpoint, widthSeconds } from './endpoints.ts';
import type { SimulatorSwitches } from './options.ts';

/** The parameters of a raw query string: names without `[]`, values in order, commas not yet split. */
export type Params = ReadonlyMap<string, readonly string[]>;

/** Reads a raw query (`a=1&b[]=2`); `rawPlusIsSpace` decides what a bare `+` means. */
export function parseParams(rawQuery: string, rawPlusIsSpace: boolean): Params {
  const params = new Map<string, string[]>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue;
    const at = pair.indexOf('=');
    const name = decode(at === -1 ? pair : pair.slice(0, at), rawPlusIsSpace).replace(/\[\d*\]$/, '');
    const value = at === -1 ? '' : decode(pair.slice(at + 1), rawPlusIsSpace);
    params.set(name, [...(params.get(name) ?? []), value]);
  }
  return params;
}

function decode(text: string, rawPlusIsSpace: boolean): string {
  const spaced = rawPlusIsSpace ? text.replaceAll('+', ' ') : text;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A malformed percent sequence (URIError) is kept as it is, as lenient servers do.
    return spaced;
  }
}

/** Values of a list parameter, however it was encoded: repeated, with `[]`, or with commas. */
export function listParam(params: Params, name: string): string[] {
  return (params.get(name) ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');
}

/** A usage or costs request, checked. Times in Unix seconds. */
export interface UsageQuery {
  readonly startTime: number;
  readonly endTime: number | null;
  readonly width: BucketWidth;
  readonly groupBy: readonly string[];
  /** Dimension → values that stay. */
  readonly filters: ReadonlyMap<string, readonly string[]>;
  readonly limit: number;
  readonly page: string | null;
  /** The query without its page, in one fixed spelling: what a page token is bound to. */
  readonly canonical: string;
}

const commonParams = ['start_time', 'end_time', 'bucket_width', 'group_by', 'limit', 'page'];

/** Checks a usage or costs request; throws `ApiError` 400 in OpenAI's words. */
export function parseUsageQuery(
  endpoint: Endpoint,
  params: Params,
  switches: SimulatorSwitches,
  nowSeconds: number,
): UsageQuery {
  if (switches.rejectUnknownParams) {
    for (const name of params.keys()) {
      if (!commonParams.includes(name) && endpoint.filters[name] === undefined) {
        throw badRequest(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
      }
    }
  }
  const startTime = integerParam(params, 'start_time');
  if (startTime === null) throw badRequest("Missing required parameter: 'start_time'.", null);
  const endTime = integerParam(params, 'end_time');
  if (endTime !== null && endTime <= startTime) {
    throw badRequest("Invalid 'end_time': must be after 'start_time'.", 'end_time', 'invalid_value');
  }
  if (endTime !== null && endTime > nowSeconds && switches.futureEndTime === 'reject') {
    throw badRequest("Invalid 'end_time': must not be in the future.", 'end_time', 'invalid_value');
  }
  const widths = Object.keys(endpoint.limits);
  const width = oneOf(params.get('bucket_width')?.[0] ?? '1d', widths, 'bucket_width');
  const groupBy = groupByParam(endpoint, params, switches);
  const isFloored = endpoint.name === 'costs' && groupBy.includes('api_key_id') && switches.keyFloor !== null;
  if (isFloored && startTime < (switches.keyFloor ?? 0)) {
    throw badRequest(
      `group_by=api_key_id is not available for this time range. Try a start_time on or after ${switches.keyFloor}.`,
      'start_time',
    );
  }
  // `oneOf` returned one of the endpoint's own widths.
  const bucketWidth = width as BucketWidth;
  return {
    startTime,
    endTime,
    width: bucketWidth,
    groupBy,
    filters: filterParams(endpoint, params),
    limit: limitParam(endpoint, bucketWidth, params, switches),
    page: params.get('page')?.[0] ?? null,
    canonical: canonicalQuery(endpoint, params),
  };
}

function integerParam(params: Params, name: string): number | null {
  const text = params.get(name)?.[0];
  if (text === undefined) return null;
  const value = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(value) && value >= 0 && value < 253_402_300_800)
    return value;
  throw badRequest(
    `Invalid type for '${name}': expected an integer, but got '${text}' instead.`,
    name,
    'invalid_type',
  );
}

function oneOf(value: string, values: readonly string[], param: string): string {
  if (values.includes(value)) return value;
  const list = values.map((each) => `'${each}'`).join(', ');
  throw badRequest(`Invalid value: '${value}'. Supported values are: ${list}.`, param, 'invalid_value');
}

function groupByParam(endpoint: Endpoint, params: Params, switches: SimulatorSwitches): string[] {
  const allowed = [...endpoint.groupBy];
  if (endpoint.name === 'costs' && switches.costsGroupByUser) allowed.push('user_id');
  const asked = listParam(params, 'group_by');
  for (const value of asked) oneOf(value, allowed, 'group_by');
  return endpoint.dimensions.filter((dimension) => asked.includes(dimension));
}

function filterParams(endpoint: Endpoint, params: Params): Map<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  for (const [name, filter] of Object.entries(endpoint.filters)) {
    const values = listParam(params, name);
    if (values.length === 0) continue;
    if (filter.values !== undefined) for (const value of values) oneOf(value, filter.values, name);
    filters.set(filter.dimension, values);
  }
  return filters;
}

function limitParam(
  endpoint: Endpoint,
  width: BucketWidth,
  params: Params,
  switches: SimulatorSwitches,
): number {
  const { standard = 7, maximum = 31 } = endpoint.limits[width] ?? {};
  const limit = integerParam(params, 'limit') ?? standard;
  if (limit < 1) {
    throw badRequest(
      `Invalid limit provided: ${limit}. Limit must be greater than or equal to 1.`,
      'limit',
      'invalid_value',
    );
  }
  if (endpoint.name === 'costs' && switches.costsLimit === 'clamp31') return Math.min(limit, 31);
  if (limit > maximum) {
    throw badRequest(
      `Invalid limit provided: ${limit}. Limit must be less than or equal to ${maximum}.`,
      'limit',
      'invalid_value',
    );
  }
  return limit;
}

function canonicalQuery(endpoint: Endpoint, params: Params): string {
  const pairs = [...params.keys()]
    .filter((name) => name !== 'page')
    .sort()
    .map((name) => `${name}=${listParam(params, name).sort().join(',')}`);
  return `${endpoint.path}?${pairs.join('&')}`;
}

/** Start of the bucket that holds this moment, Unix seconds. */
export function floorToWidth(seconds: number, width: BucketWidth): number {
  const size = widthSeconds[width];
  return Math.floor(seconds / size) * size;
}
