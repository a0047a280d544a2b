import { hash } from './random.ts';

/** What goes wrong. Row faults (`dropRows` … `textBatch`) need an answer of a usage or costs endpoint. */
export type FaultAction =
  /** This answer instead of the real one. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 429; `retryAfter` in seconds or an HTTP date, absent = no header. */
  | {
      readonly kind: 'rateLimit';
      readonly retryAfter?: string;
      readonly retryAfterMs?: string;
      /** `x-ratelimit-reset-requests`, a Go duration. */
      readonly ratelimitReset?: string;
      readonly code?: 'rate_limit_exceeded' | 'insufficient_quota';
    }
  /** 429 beyond so many requests a minute (of the machine's clock), at most `burst` (default `rpm`) at once. */
  | { readonly kind: 'tokenBucket'; readonly rpm: number; readonly burst?: number }
  /** So many answers with this status (default 500; 502 is HTML), then normal again. */
  | { readonly kind: 'burst5xx'; readonly count: number; readonly status?: number }
  | { readonly kind: 'delay'; readonly headersMs?: number; readonly bodyMs?: number }
  /** Sends so many bytes of the body, then nothing more, with the connection open. */
  | { readonly kind: 'stallAfter'; readonly bytes: number }
  /** Cuts the body: below its Content-Length, within chunks, or cleanly (a whole answer with half a document). */
  | { readonly kind: 'truncate'; readonly bytes: number; readonly how?: 'length' | 'chunked' | 'clean' }
  | { readonly kind: 'malformed'; readonly how?: 'trailing-comma' | 'bom' | 'nan' | 'invalid-utf8' }
  | { readonly kind: 'emptyBody200' }
  | { readonly kind: 'html200' }
  /** Destroys the connection. */
  | { readonly kind: 'reset'; readonly when?: 'before-headers' | 'after-headers' }
  | { readonly kind: 'gzip'; readonly broken?: boolean }
  /** To another host (another port of this machine), which records what it gets. */
  | { readonly kind: 'redirect'; readonly status?: number; readonly to?: string }
  /** Leaves out every n-th row (default 2). */
  | { readonly kind: 'dropRows'; readonly every?: number }
  /** Adds a row of an unknown `object` to every bucket. */
  | { readonly kind: 'unknownObject' }
  /** Makes every dimension null. */
  | { readonly kind: 'nullDims' }
  /** Repeats the rows of a bucket until it has so many (default 100,000). */
  | { readonly kind: 'huge'; readonly rows?: number }
  /** Puts this JSON text in the place of the first amount of every bucket; absent = leaves `amount` out. */
  | { readonly kind: 'badAmount'; readonly raw?: string }
  /** Puts this JSON text (default `"many"`) in the place of the first quantity of every bucket. */
  | { readonly kind: 'badQuantity'; readonly raw?: string }
  /** Puts this JSON text (default `-1`; or `9007199254740993`) in the place of the first count of every bucket. */
  | { readonly kind: 'badCount'; readonly raw?: string }
  /** Adds to the cached input tokens of the first row of every bucket, so that the parts exceed the whole. */
  | { readonly kind: 'brokenIdentity' }
  /** Writes `batch` as text. */
  | { readonly kind: 'textBatch' }
  /** Moves the simulator's clock before the answer is made. */
  | { readonly kind: 'advanceClock'; readonly ms: number };

/** When a fault strikes; all given conditions must hold. Nothing given = always. */
export interface FaultMatch {
  /** Part of the path, such as `usage/completions` or `/costs`. */
  readonly path?: string;
  /** Only the n-th request (from 1) to that path since the rule was set. */
  readonly nth?: number;
  /** Every n-th request to that path. */
  readonly every?: number;
  /** Share of requests, drawn from the seed. */
  readonly probability?: number;
  /** At most so many times. */
  readonly times?: number;
}

/** A fault and when it strikes. */
export interface FaultRule {
  readonly match?: FaultMatch;
  readonly do: FaultAction;
}

const kinds: Readonly<Record<FaultAction['kind'], true>> = {
  status: true,
  rateLimit: true,
  tokenBucket: true,
  burst5xx: true,
  delay: true,
  stallAfter: true,
  truncate: true,
  malformed: true,
  emptyBody200: true,
  html200: true,
  reset: true,
  gzip: true,
  redirect: true,
  dropRows: true,
  unknownObject: true,
  nullDims: true,
  huge: true,
  badAmount: true,
  badQuantity: true,
  badCount: true,
  brokenIdentity: true,
  textBatch: true,
  advanceClock: true,
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads one action; throws `RangeError` that names the kinds. */
export function parseFaultAction(value: unknown): FaultAction {
  if (!isObject(value) || typeof value.kind !== 'string' || !Object.hasOwn(kinds, value.kind)) {
    throw new RangeError(`Not a fault action. Kinds: ${Object.keys(kinds).join(', ')}`);
  }
  for (const name of [
    'status',
    'rpm',
    'burst',
    'count',
    'headersMs',
    'bodyMs',
    'bytes',
    'every',
    'rows',
    'ms',
  ]) {
    const field = value[name];
    if (field !== undefined && typeof field !== 'number')
      throw new RangeError(`Fault "${name}" must be a number`);
  }
  // The kind is one of the union's and its numbers are numbers; other fields are text for a test's own use.
  return value as unknown as FaultAction;
}

/** Reads rules (`[{match?, do}]`); throws `RangeError`. */
export function parseFaultRules(value: unknown): FaultRule[] {
  if (!Array.isArray(value))
    throw new RangeError('Fault rules are a list: [{"match": {"path": "/costs"}, "do": {"kind": "reset"}}]');
  return value.map((rule: unknown) => {
    if (!isObject(rule)) throw new RangeError('A fault rule is an object: {"match"?: …, "do": …}');
    const action = parseFaultAction(rule.do);
    return rule.match === undefined ? { do: action } : { match: parseFaultMatch(rule.match), do: action };
  });
}

const matchFields: Readonly<Record<keyof FaultMatch, string>> = {
  path: 'a text, such as "/costs"',
  nth: 'a whole number from 1',
  every: 'a whole number from 1',
  probability: 'a number from 0 to 1',
  times: 'a whole number from 1',
};

function parseFaultMatch(value: unknown): FaultMatch {
  if (!isObject(value)) throw new RangeError('"match" must be an object');
  for (const [name, field] of Object.entries(value)) {
    if (!isMatchField(name)) {
      throw new RangeError(`No condition "${name}". Conditions: ${Object.keys(matchFields).join(', ')}`);
    }
    if (!isMatchValue(name, field)) throw new RangeError(`"${name}" must be ${matchFields[name]}`);
  }
  return value;
}

function isMatchField(name: string): name is keyof FaultMatch {
  return Object.hasOwn(matchFields, name);
}

function isMatchValue(name: keyof FaultMatch, value: unknown): boolean {
  if (name === 'path') return typeof value === 'string';
  if (name === 'probability') return typeof value === 'number' && value >= 0 && value <= 1;
  return Number.isSafeInteger(value) && Number(value) >= 1;
}

/** Reads the `x-sim-fault` header: JSON, `kind`, or `status=503`. */
export function parseFaultHeader(text: string): FaultAction {
  if (text.startsWith('{')) return parseFaultAction(JSON.parse(text));
  const status = /^status=(\d{3})$/.exec(text)?.[1];
  return parseFaultAction(status === undefined ? { kind: text } : { kind: 'status', status: Number(status) });
}

/** The rules in force, with their counts. */
export interface FaultBox {
  set(rules: readonly FaultRule[]): void;
  /** The actions that strike this request, in the order of the rules. */
  strike(path: string): FaultAction[];
}

interface Entry {
  readonly rule: FaultRule;
  seen: number;
  struck: number;
  /** Tokens of a token bucket, and when they were counted. */
  tokens: number;
  countedAt: number;
}

/** Creates the box; `monotonicMs` is the time that token buckets refill by. */
export function createFaultBox(seed: number, monotonicMs: () => number): FaultBox {
  let entries: Entry[] = [];
  return {
    set(rules) {
      entries = rules.map((rule) => ({
        rule,
        seen: 0,
        struck: 0,
        tokens: rule.do.kind === 'tokenBucket' ? (rule.do.burst ?? rule.do.rpm) : 0,
        countedAt: monotonicMs(),
      }));
    },
    strike(path) {
      return entries.flatMap((entry, index) => {
        const { match = {}, do: action } = entry.rule;
        if (match.path !== undefined && !path.includes(match.path)) return [];
        entry.seen += 1;
        const { nth, every, probability, times } = match;
        if (nth !== undefined && entry.seen !== nth) return [];
        if (every !== undefined && entry.seen % every !== 0) return [];
        if (probability !== undefined && hash(seed, 'fault', index, entry.seen) / 2 ** 32 >= probability)
          return [];
        if (times !== undefined && entry.struck >= times) return [];
        if (action.kind === 'burst5xx' && entry.struck >= action.count) return [];
        entry.struck += 1;
        return action.kind === 'tokenBucket' ? takeToken(entry, action, monotonicMs()) : [action];
      });
    },
  };
}

/** Takes one token; an empty bucket gives the 429 that says how long until the next. */
function takeToken(
  entry: Entry,
  { rpm, burst = rpm }: { rpm: number; burst?: number },
  now: number,
): FaultAction[] {
  entry.tokens = Math.min(burst, entry.tokens + ((now - entry.countedAt) * rpm) / 60_000);
  entry.countedAt = now;
  if (entry.tokens >= 1) {
    entry.tokens -= 1;
    return [];
  }
  const seconds = ((1 - entry.tokens) * 60) / rpm;
  return [{ kind: 'rateLimit', retryAfter: String(Math.max(1, Math.ceil(seconds))) }];
}
