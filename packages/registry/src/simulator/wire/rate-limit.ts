/** Decides whether somebody may ask now. */
export interface RateLimit {
  /** Takes so many tokens; false where there are too few, which costs too. */
  take(client: string, cost: number): boolean;
}

export interface RateLimitOptions {
  /** Tokens that may be saved up. */
  readonly burst: number;
  readonly tokensPerSecond: number;
  /** Refusals in a row after which nothing is answered for `blockMs`. */
  readonly patience: number;
  readonly blockMs: number;
  readonly monotonicMs: () => number;
}

interface Bucket {
  tokens: number;
  countedAt: number;
  refusals: number;
  blockedUntil: number;
}

/**
 * A token bucket a client that gets harsher with whoever goes on asking: each refusal costs a token more, and after
 * some of them in a row the door stays shut for a while, whatever is asked.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { burst, tokensPerSecond, patience, blockMs, monotonicMs } = options;
  const buckets = new Map<string, Bucket>();
  return {
    take(client, cost) {
      const now = monotonicMs();
      const bucket = buckets.get(client) ?? { tokens: burst, countedAt: now, refusals: 0, blockedUntil: 0 };
      buckets.set(client, bucket);
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.countedAt) / 1_000) * tokensPerSecond);
      bucket.countedAt = now;
      if (now >= bucket.blockedUntil && bucket.tokens >= cost) {
        bucket.tokens -= cost;
        bucket.refusals = 0;
        return true;
      }
      bucket.refusals += 1;
      // Not without end: who waits a minute may ask again.
      bucket.tokens = Math.max(-20 * cost, bucket.tokens - cost);
      if (bucket.refusals >= patience) bucket.blockedUntil = now + blockMs;
      return false;
    },
  };
}
