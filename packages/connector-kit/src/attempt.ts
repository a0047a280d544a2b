import { type Clock, ConnectorError } from '@shipstats/core';
import { parseApiError, toApiError } from './api-error.ts';
import { ByteBuffer, decodeUtf8 } from './byte-buffer.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { describeBody } from './describe-body.ts';
import { fetchSameOrigin } from './fetch-same-origin.ts';
import { readJsonStream } from './json-stream.ts';
import { JsonSyntaxError } from './json-syntax-error.ts';
import { readBody } from './read-body.ts';
import type { Redact } from './redact.ts';
import { parseRetryAfter } from './retry-after.ts';
import { isRetryableStatus, retryWish } from './retry-policy.ts';

/** An error answer is read no further than this: enough for any message. */
const ERROR_BODY_BYTES = 64 * 1024;
const HEAD_BYTES = 512;

/** One attempt at a request, with all that it needs. */
export interface AttemptRequest {
  readonly url: URL;
  readonly headers: Headers;
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** Starts every message: who, and which request. */
  readonly where: string;
  readonly redact: Redact;
  readonly parse: (text: string) => unknown;
  readonly arrayPath: string;
  readonly onElement: ((text: string) => void) | undefined;
  readonly onRequest: () => void;
  readonly onBytes: (bytes: number) => void;
}

/** An answer that is JSON. */
export interface JsonAnswer {
  /** The parsed body; with `onElement`, the envelope with the array emptied. */
  readonly json: unknown;
  readonly status: number;
  readonly headers: Headers;
  /** Size of the decoded body. */
  readonly bytes: number;
}

export type AttemptOutcome =
  | { readonly kind: 'answer'; readonly answer: JsonAnswer }
  | {
      readonly kind: 'failure';
      readonly error: ConnectorError;
      readonly isRetryable: boolean;
      /** How long the server asks to wait; undefined when it does not say. */
      readonly serverWaitMs: number | undefined;
    };

/** An error of the caller's own code, on its way out untouched. */
class CallerError {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Makes one attempt; what goes wrong on the wire is an outcome, what goes wrong in `onElement` is thrown. */
export async function makeAttempt(request: AttemptRequest): Promise<AttemptOutcome> {
  const deadline = createDeadline(request.timeoutMs, request.signal);
  let response: Response | undefined;
  const head = new ByteBuffer();
  let bytes = 0;
  const onChunk = (chunk: Uint8Array) => {
    bytes += chunk.length;
    request.onBytes(chunk.length);
    if (head.length < HEAD_BYTES) head.append(chunk.subarray(0, HEAD_BYTES - head.length));
  };
  try {
    deadline.signal.throwIfAborted();
    response = await fetchSameOrigin(request.url, { ...request, signal: deadline.signal });
    if (!response.ok) return await toFailure(response, request, deadline, onChunk);
    const json = await readAnswer(response, request, deadline.signal, onChunk);
    return { kind: 'answer', answer: { json, status: response.status, headers: response.headers, bytes } };
  } catch (error) {
    if (error instanceof CallerError) throw error.error;
    const failure = (code: 'timeout' | 'bad-response', what: string): AttemptOutcome => ({
      kind: 'failure',
      error: new ConnectorError(`${request.where} ${what}`, {
        code,
        ...(response === undefined ? {} : { status: response.status }),
      }),
      isRetryable: response === undefined || (retryWish(response.headers) ?? true),
      serverWaitMs: undefined,
    });
    const ended = deadline.ended();
    if (ended === 'aborted') throw abortedError(request.where);
    if (ended === 'timeout') {
      const got = response === undefined ? 'no answer' : `the answer's start and ${bytes} bytes of its body`;
      return failure('timeout', `took longer than ${request.timeoutMs / 1000} s (${got} came).`);
    }
    if (error instanceof JsonSyntaxError) {
      const what = bytes <= HEAD_BYTES || head.length > 0 ? describeBody(head.view()) : undefined;
      return failure(
        'bad-response',
        `answered ${what ?? `what is not JSON: ${request.redact(error.message)}.`}`,
      );
    }
    if (error instanceof ConnectorError) {
      return { kind: 'failure', error, isRetryable: error.code === 'network', serverWaitMs: undefined };
    }
    throw error;
  } finally {
    deadline.dispose();
  }
}

/** The error of a request that its caller gave up. */
export function abortedError(where: string): ConnectorError {
  return new ConnectorError(`${where} was stopped.`, { code: 'aborted' });
}

async function readAnswer(
  response: Response,
  { maxBytes, where, parse, arrayPath, onElement }: AttemptRequest,
  signal: AbortSignal,
  onChunk: (chunk: Uint8Array) => void,
): Promise<unknown> {
  const body = readBody(response, { signal, maxBytes, where, onChunk });
  if (onElement !== undefined) {
    return readJsonStream(body, {
      arrayPath,
      onElement: (text) => blame(text, () => onElement(text)),
      parse: (text) => blame(text, () => parse(text)),
    });
  }
  const whole = new ByteBuffer();
  for await (const chunk of body) whole.append(chunk);
  const text = decodeUtf8(whole.view());
  return blame(text, () => parse(text));
}

/** Runs the caller's code on a text; finds out who is to blame when it throws: the text or the code. */
function blame<T>(text: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    try {
      JSON.parse(text);
    } catch (syntaxError) {
      throw new JsonSyntaxError(syntaxError instanceof Error ? syntaxError.message : String(syntaxError));
    }
    throw new CallerError(error);
  }
}

async function toFailure(
  response: Response,
  { where, redact, clock }: AttemptRequest,
  deadline: Deadline,
  onChunk: (chunk: Uint8Array) => void,
): Promise<AttemptOutcome> {
  const { status, headers } = response;
  const bytes = new ByteBuffer();
  try {
    const body = readBody(response, {
      signal: deadline.signal,
      maxBytes: Number.POSITIVE_INFINITY,
      where,
      onChunk,
    });
    for await (const chunk of body) {
      bytes.append(chunk);
      if (bytes.length >= ERROR_BODY_BYTES) break;
    }
  } catch (error) {
    // The body stalled or broke off: the status says enough.
    if (deadline.ended() === 'aborted') throw error;
  }
  const apiError = parseApiError(bytes.view(), redact);
  const now = clock();
  const serverWaitMs = parseRetryAfter(headers, now, { rateLimitReset: status === 429 });
  const retryAt = serverWaitMs === undefined ? undefined : new Date(now.getTime() + serverWaitMs);
  return {
    kind: 'failure',
    error: toApiError(apiError, { where, status, retryAt }),
    isRetryable: isRetryableStatus(status, status === 429 && apiError.isQuota, headers),
    serverWaitMs,
  };
}
