/** What `parseRetryAfter` may look at beyond the headers that say "wait". */
export interface RetryAfterOptions {
  /**
   * Also reads `x-ratelimit-reset-requests`; default true. Servers send that header with every answer, so it says
   * how long to wait only when the request was refused for its rate (status 429).
   */
  readonly rateLimitReset?: boolean;
}

/**
 * Reads how long a server asks to wait, in milliseconds (rounded up to whole ones); undefined when it does not say.
 *
 * The first readable one counts of: `retry-after-ms` (decimal milliseconds), `retry-after` (decimal seconds, or an
 * HTTP date relative to `now`; a past one is 0), `x-ratelimit-reset-requests` (a Go duration such as `6m0s`, or
 * bare seconds). Negative and unreadable values are passed over.
 *
 * Sources: RFC 9110 §10.2.3; OpenAI's SDKs for `retry-after-ms`; https://pkg.go.dev/time#ParseDuration.
 */
export function parseRetryAfter(
  headers: Headers,
  now: Date,
  { rateLimitReset = true }: RetryAfterOptions = {},
): number | undefined {
  return (
    parseDecimal(headers.get('retry-after-ms'), 1) ??
    parseDecimal(headers.get('retry-after'), 1000) ??
    parseHttpDate(headers.get('retry-after'), now) ??
    (rateLimitReset ? parseReset(headers.get('x-ratelimit-reset-requests')) : undefined)
  );
}

function parseDecimal(text: string | null, millisecondsPerUnit: number): number | undefined {
  if (text === null || !/^\d+(?:\.\d+)?$/.test(text.trim())) return undefined;
  return toWait(Number(text) * millisecondsPerUnit);
}

// The three forms of RFC 9110 §5.6.7. Date.parse alone would accept nearly anything with a number in it.
const HTTP_DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]+day, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

function parseHttpDate(text: string | null, now: Date): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (!HTTP_DATES.some((form) => form.test(trimmed))) return undefined;
  const time = Date.parse(trimmed.endsWith('GMT') ? trimmed : `${trimmed} GMT`);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now.getTime());
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
};

function parseReset(text: string | null): number | undefined {
  const bare = parseDecimal(text, 1000);
  if (bare !== undefined || text === null) return bare;
  const unit = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|μs|ns)/g;
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.replace(unit, '') !== '') return undefined;
  let total = 0;
  for (const [, amount, name = ''] of trimmed.matchAll(unit))
    total += Number(amount) * (MILLISECONDS[name] ?? 0);
  return toWait(total);
}

/** Rounds up, past the noise of binary fractions; more than a date can hold is no wait but nonsense. */
function toWait(milliseconds: number): number | undefined {
  return milliseconds > 8e15 ? undefined : Math.max(0, Math.ceil(milliseconds - 1e-6));
}
