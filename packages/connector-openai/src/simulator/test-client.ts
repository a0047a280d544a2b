import type { Simulator } from './options.ts';

/** A row as read from an answer. */
export type ApiRow = Readonly<Record<string, unknown>>;

/** A bucket as read from an answer. */
export interface ApiBucket {
  readonly start_time: number;
  readonly end_time: number;
  readonly results: readonly ApiRow[];
}

/** A page as read from an answer. */
export interface ApiPage {
  readonly data: readonly ApiBucket[];
  readonly has_more: boolean;
  readonly next_page: string | null;
}

/** ISO time → Unix seconds. */
export function unix(iso: string): number {
  return Date.parse(iso) / 1000;
}

/** Asks the simulator for a path after `/v1/organization/`, with its admin key; for the simulator's own tests. */
export function ask(simulator: Simulator, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${simulator.url}/v1/organization/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${simulator.adminKey}`, ...init.headers },
  });
}

/** Reads one page; throws when the answer is no 200. */
export async function readPage(simulator: Simulator, path: string): Promise<ApiPage> {
  const response = await ask(simulator, path);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} on ${path}: ${text}`);
  // The simulator's answers are checked against the OpenAPI extract in openapi.test.ts.
  return JSON.parse(text) as ApiPage;
}

/** Reads all pages and gives their buckets. */
export async function readBuckets(simulator: Simulator, path: string): Promise<ApiBucket[]> {
  const buckets: ApiBucket[] = [];
  let next: string | null = null;
  do {
    const page: ApiPage = await readPage(
      simulator,
      next === null ? path : `${path}&page=${encodeURIComponent(next)}`,
    );
    buckets.push(...page.data);
    next = page.next_page;
  } while (next !== null);
  return buckets;
}

/** Status and `error` of an answer that is an error. */
export async function readError(response: Response): Promise<{ status: number; error: ApiRow }> {
  const body = (await response.json()) as { error: ApiRow };
  return { status: response.status, error: body.error };
}

/** A numeric field of a row; throws when it is none. */
export function numberOf(row: ApiRow, name: string): number {
  const value = row[name];
  if (typeof value !== 'number') throw new TypeError(`${name} is ${JSON.stringify(value)}, no number`);
  return value;
}

/** Decimal text or number of at most nine decimals → nano-units. */
export function nanosOf(value: unknown): bigint {
  const text = typeof value === 'number' ? value.toFixed(9) : String(value);
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '0', fraction = ''] = mantissa.replace('-', '').split('.');
  const scale = 9 - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  const nanos = scale >= 0 ? digits * 10n ** BigInt(scale) : digits / 10n ** BigInt(-scale);
  return mantissa.startsWith('-') ? -nanos : nanos;
}

/** `amount` of a cost row in nano-dollars. */
export function amountOf(row: ApiRow): bigint {
  const amount = row.amount as { value?: unknown } | undefined;
  return nanosOf(amount?.value);
}
