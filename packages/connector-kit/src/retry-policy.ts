/** How failed requests are tried again. */
export interface RetryOptions {
  /** Attempts in all, the first included. Default 5. */
  readonly attempts?: number;
  /** Upper bound of the first backoff; doubles with each attempt. Default 500. */
  readonly baseMs?: number;
  /** Upper bound of every backoff. Default 30,000. A wait that the server names is not bounded by it. */
  readonly maxMs?: number;
  /** Waiting allowed in all, over every request of the same `createHttp`. Default 5 minutes. */
  readonly budgetMs?: number;
}

export const RETRY_DEFAULTS: Required<RetryOptions> = {
  attempts: 5,
  baseMs: 500,
  maxMs: 30_000,
  budgetMs: 5 * 60_000,
};

/**
 * Tells whether an error answer is worth another try: 408, 409, 429 and 5xx are, unless a quota is used up, which
 * no waiting mends. The header `x-should-retry` overrules both ways, as in OpenAI's SDKs.
 */
export function isRetryableStatus(status: number, isQuota: boolean, headers: Headers): boolean {
  const wish = retryWish(headers);
  if (wish !== undefined) return wish;
  if (isQuota) return false;
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/**
 * Picks the wait after the failed attempt number `attempt` (from 1): anything up to the doubled bound ("full
 * jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), in whole milliseconds.
 */
export function backoffMs(
  attempt: number,
  { baseMs, maxMs }: Pick<Required<RetryOptions>, 'baseMs' | 'maxMs'>,
  random: () => number,
): number {
  return Math.floor(random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1)));
}

/** Reads the header `x-should-retry`; undefined when it says neither. */
export function retryWish(headers: Headers): boolean | undefined {
  const wish = headers.get('x-should-retry')?.trim().toLowerCase();
  return wish === 'true' ? true : wish === 'false' ? false : undefined;
}
