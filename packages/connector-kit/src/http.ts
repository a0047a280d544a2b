import { abortable, type Clock, ConnectorError } from '@shipstats/core';
import { type AttemptOutcome, abortedError, type JsonAnswer, makeAttempt } from './attempt.ts';
import { createRedact, secretsInHeaders } from './redact.ts';
import { backoffMs, RETRY_DEFAULTS, type RetryOptions } from './retry-policy.ts';
import { sleep as realSleep, type Sleep } from './sleep.ts';
import { createTurns } from './turns.ts';

/** A wait before another attempt. */
export interface RetryEvent {
  /** The label of the request. */
  readonly label: string;
  /** Number of the attempt to come, from 2. */
  readonly attempt: number;
  readonly waitMs: number;
  /** What went wrong: the status and the error's code, `429 rate-limited`, or the code alone, `timeout`. */
  readonly reason: string;
}

/** What `createHttp` may be told; every field has a default. */
export interface HttpOptions {
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  /** Waits between attempts; fake it together with the clock. */
  readonly sleep?: Sleep;
  /** A number in [0, 1), for the jitter. */
  readonly random?: () => number;
  /** Time limit of one attempt, headers and body together. Default 120,000. */
  readonly timeoutMs?: number;
  /** Cap on a decoded body. Default 512 MiB. */
  readonly maxBytes?: number;
  readonly retry?: RetryOptions;
  /** Requests in flight at once, at most. Default 1. */
  readonly maxConcurrent?: number;
  /** Called before each wait that follows a failure. */
  readonly onWait?: (event: RetryEvent) => void;
  /** Secrets that no message may show. Credential headers of a request need not be named. */
  readonly redact?: readonly string[];
  /** Default `shipstats/0.1`. */
  readonly userAgent?: string;
}

/** One GET. */
export interface GetJsonOptions {
  /** Who asks for what, for messages and the run log: `openai costs`. */
  readonly label: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Stops headers, body and waits. */
  readonly signal?: AbortSignal;
  /** Parses the body, or with `onElement` the envelope. Default `JSON.parse`; see `parseLossless`. */
  readonly parse?: (text: string) => unknown;
  /**
   * Receives the JSON text of each element of the array `arrayPath`, while the body arrives.
   * An element that it cannot parse because it is not JSON spoils the attempt; any other throw ends `getJson`.
   */
  readonly onElement?: (text: string) => void;
  /** The top-level array that `onElement` gets. Default `data`. */
  readonly arrayPath?: string;
  /** Called at the start of each attempt: forget the elements of the one before. */
  readonly onStart?: () => void;
  /** Called before each wait of this request: for a client whose requests are for several ends. */
  readonly onWait?: (event: RetryEvent) => void;
}

/** What was done so far; counts up while requests run. */
export interface HttpStats {
  /** Requests sent, retries and redirected ones included. */
  readonly requests: number;
  /** Attempts after a first one. */
  readonly retries: number;
  /** Time spent waiting between attempts. */
  readonly waitedMs: number;
  /** Decoded body bytes received, those of failed attempts included. */
  readonly bytes: number;
}

/** Gets JSON over HTTP, one request at a time unless `maxConcurrent` says otherwise. */
export interface Http {
  /**
   * Gets a URL and parses its JSON.
   *
   * Retries network errors, timeouts, 408, 409, 429, 5xx, and answers of status 2xx that are not whole JSON. A
   * wait that the server asks for is kept to the millisecond, or not begun if the budget does not hold it.
   *
   * @throws ConnectorError for everything that goes wrong on the wire; `retryAt` is set where the server said when
   * @throws what `onElement` or `parse` throws on valid JSON
   */
  readonly getJson: (url: string | URL, options: GetJsonOptions) => Promise<JsonAnswer>;
  readonly stats: HttpStats;
}

/**
 * Makes the HTTP client of one run: deadlines, retries, turns, limits, and no secrets in messages.
 *
 * The waiting budget and the stats cover all its requests, so make a new one for each run.
 *
 * @example
 * ```ts
 * const http = createHttp({ redact: [key], onWait: ({ label, waitMs }) => log(`${label}: waiting ${waitMs} ms`) });
 * const { json } = await http.getJson(joinUrl(baseUrl, '/v1/organization/costs', { start_time, group_by }), {
 *   label: 'openai costs',
 *   headers: { authorization: `Bearer ${key}` },
 *   parse: parseLossless,
 * });
 * ```
 */
export function createHttp(options: HttpOptions = {}): Http {
  const {
    clock = () => new Date(),
    sleep = realSleep,
    random = Math.random,
    timeoutMs = 120_000,
    maxBytes = 512 * 1024 * 1024,
    maxConcurrent = 1,
    onWait,
    redact: secrets = [],
    userAgent = 'shipstats/0.1',
  } = options;
  const retry = { ...RETRY_DEFAULTS, ...options.retry };
  const stats = { requests: 0, retries: 0, waitedMs: 0, bytes: 0 };
  const inTurn = createTurns(maxConcurrent);

  const getJson: Http['getJson'] = async (address, request) => {
    const { label, signal, onStart } = request;
    const url = toUrl(address, label);
    const headers = toHeaders(
      { accept: 'application/json', 'user-agent': userAgent, ...request.headers },
      label,
    );
    const redact = createRedact([...secrets, ...secretsInHeaders(headers)]);
    const where = redact(`${label}: GET ${url.pathname}`);
    const attempt = () => {
      onStart?.();
      return makeAttempt({
        url,
        headers,
        signal,
        timeoutMs,
        maxBytes,
        fetch: options.fetch ?? globalThis.fetch,
        clock,
        where,
        redact,
        parse: request.parse ?? JSON.parse,
        arrayPath: request.arrayPath ?? 'data',
        onElement: request.onElement,
        onRequest: () => {
          stats.requests += 1;
        },
        onBytes: (bytes) => {
          stats.bytes += bytes;
        },
      });
    };
    /** Waits for something that only the caller's abort may interrupt. */
    const orAborted = async <T>(wait: Promise<T>): Promise<T> => {
      try {
        return await wait;
      } catch (error) {
        if (signal?.aborted && !(error instanceof ConnectorError)) throw abortedError(where);
        throw error;
      }
    };

    for (let number = 1; ; number += 1) {
      const outcome = await orAborted(inTurn(attempt, signal));
      if (outcome.kind === 'answer') return outcome.answer;
      const { error, isRetryable, serverWaitMs } = outcome;
      if (!isRetryable || number >= retry.attempts) throw error;
      // "Wait 0" is no rhythm to hammer a server in that just failed.
      const waitMs = serverWaitMs || backoffMs(number, retry, random);
      const leftMs = retry.budgetMs - stats.waitedMs;
      if (waitMs > leftMs) throw overBudget(outcome, { where, waitMs, leftMs, now: clock() });
      const reason = error.status === undefined ? error.code : `${error.status} ${error.code}`;
      const event: RetryEvent = { label, attempt: number + 1, waitMs, reason };
      stats.waitedMs += waitMs;
      onWait?.(event);
      request.onWait?.(event);
      await orAborted(abortable(sleep(waitMs, signal), signal));
      stats.retries += 1;
    }
  };
  return { getJson, stats };
}

/** The end of a run that would have to wait longer than it may; `retryAt` says when to go on. */
function overBudget(
  { error, serverWaitMs }: Extract<AttemptOutcome, { kind: 'failure' }>,
  { where, waitMs, leftMs, now }: { where: string; waitMs: number; leftMs: number; now: Date },
): ConnectorError {
  const retryAt = new Date(now.getTime() + waitMs);
  const { status, body } = error;
  const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;
  if (serverWaitMs) {
    return new ConnectorError(
      `${where} answered ${status} and asks to wait ${seconds(waitMs)}; this run may wait ${seconds(leftMs)} more. ` +
        `Retry at ${retryAt.toISOString()}.`,
      { code: 'rate-limited', status, retryAt, body, cause: error },
    );
  }
  return new ConnectorError(`${error.message} No waiting time is left for another attempt.`, {
    code: error.code,
    status,
    retryAt,
    body,
    cause: error.cause,
  });
}

function toUrl(address: string | URL, label: string): URL {
  const url = URL.parse(address.toString());
  if (url !== null && url.username === '' && url.password === '') return url;
  // The address itself stays out of the message: it may hold a password.
  const problem = url === null ? 'is not a whole URL' : 'has a user name or password in it';
  throw new ConnectorError(`${label}: the address to ask ${problem}.`, { code: 'config' });
}

function toHeaders(values: Readonly<Record<string, string>>, label: string): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(values)) {
    try {
      headers.set(name, value);
    } catch {
      // TypeError: a character that no header can have. Its message quotes the value, which may be the key.
      throw new ConnectorError(
        `${label}: the header "${name}" cannot be sent. Is there a line break or a special character in the key?`,
        { code: 'config' },
      );
    }
  }
  return headers;
}
