import { ConnectorError } from '@shipstats/core';
import { type Deadline, startDeadline } from './deadline.ts';
import { isHtml, notItsOwn, parseJsonBody, readWhole } from './read-answer.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { ServiceRequest } from './service-client.ts';
import type { Transport, TransportAnswer } from './transport.ts';

/** What came of one attempt; a failure tells what follows from it. */
export type Outcome =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
      readonly body: unknown;
    }
  | { readonly kind: 'stream'; readonly answer: TransportAnswer; readonly deadline: Deadline }
  /** The service works, but not for this request: trying again would not help. */
  | { readonly kind: 'refusal'; readonly error: ConnectorError }
  | { readonly kind: 'limit'; readonly error: ConnectorError; readonly waitMs: number | undefined }
  | { readonly kind: 'failure'; readonly error: ConnectorError; readonly isUnreachable: boolean }
  | { readonly kind: 'aborted'; readonly error: ConnectorError };

export interface AttemptOptions {
  readonly request: ServiceRequest;
  readonly transport: Transport;
  readonly title: string;
  readonly deadlineMs: number;
  readonly nowMs: () => number;
  /** A 403 that is not the service's own counts as a limit: a firewall that has had enough. */
  readonly isForbiddenLimit: boolean;
}

/** The most of an error's body that is looked at. */
const MAX_ERROR_BYTES = 64 * 1024;
/** Statuses that say the service could not, now: also "timeout" and "too early". */
const FAILED = new Set([408, 425]);

/** Sends a request once, and tells what came of it. Never throws. */
export async function attempt(options: AttemptOptions): Promise<Outcome> {
  const { request, transport, title, deadlineMs } = options;
  const deadline = startDeadline(deadlineMs, request.signal);
  let answer: TransportAnswer | undefined;
  let isStreaming = false;
  try {
    const {
      accept: _a,
      maxBytes: _m,
      priority: _p,
      deadlineMs: _d,
      waitMs: _w,
      onWait: _n,
      ...wire
    } = request;
    const sending = transport({ ...wire, signal: deadline.signal });
    // A transport that does not heed the signal may answer later: nobody is there to read it.
    sending.then((late) => deadline.ended() !== undefined && late.discard()).catch(() => {});
    answer = await deadline.race(sending);
    const outcome = await read(answer, deadline, options);
    isStreaming = outcome.kind === 'stream';
    return outcome;
  } catch (error) {
    answer?.discard();
    return toFailure(error, { ended: deadline.ended(), title, deadlineMs, hasHead: answer !== undefined });
  } finally {
    if (!isStreaming) deadline.dispose();
  }
}

async function read(answer: TransportAnswer, deadline: Deadline, options: AttemptOptions): Promise<Outcome> {
  const { request, title, nowMs } = options;
  const { status, headers } = answer;
  const whole = (maxBytes: number) => readWhole(answer, { deadline, maxBytes, title });

  if (isGood(status, request)) {
    if (status === 204 || status === 304 || request.method === 'HEAD') {
      answer.discard();
      return { kind: 'answer', status, headers, body: emptyBody(request) };
    }
    const isFound = status !== 404 && status !== 410;
    // A registry may well say "not found" with a page for people; nobody reads that.
    if (!isFound && (isHtml(answer) || request.accept !== 'json')) {
      answer.discard();
      return { kind: 'answer', status, headers, body: emptyBody(request) };
    }
    if (isHtml(answer)) throw notItsOwn(title, 'HTML', status);
    if (request.accept === 'stream') return { kind: 'stream', answer, deadline };
    const bytes = await whole(request.maxBytes);
    if (request.accept === 'bytes') return { kind: 'answer', status, headers, body: bytes };
    try {
      return { kind: 'answer', status, headers, body: parseJsonBody(bytes, answer, title) };
    } catch (error) {
      if (!isFound) return { kind: 'answer', status, headers, body: null };
      throw error;
    }
  }

  const text = new TextDecoder().decode(await whole(MAX_ERROR_BYTES).catch(() => new Uint8Array()));
  // Cut off by the deadline: the head alone says enough, but an abort is an abort.
  if (deadline.ended() === 'aborted') throw new Error('aborted');
  const waitMs = parseRetryAfter(headers.get('retry-after'), nowMs());
  if (status === 429) {
    return { kind: 'limit', waitMs, error: limited(`${title} asks for a pause (too many requests).`, 429) };
  }
  const said = ownWords(text);
  if (status === 403 && said === undefined && options.isForbiddenLimit) {
    const message = `${title} refuses requests for now (status 403, by a firewall).`;
    return { kind: 'limit', waitMs, error: new ConnectorError(message, { code: 'forbidden', status }) };
  }
  if (status >= 500 || status < 400 || FAILED.has(status)) {
    const code = status >= 300 && status < 400 ? 'redirected' : 'server-error';
    const error = new ConnectorError(`${title} is not answering (status ${status}).`, { code, status });
    return { kind: 'failure', isUnreachable: false, error };
  }
  const code = status === 401 ? 'unauthorized' : status === 403 ? 'forbidden' : 'bad-request';
  const message = `${title} refused the request (status ${status})${said ? `: ${said}` : '.'}`;
  return { kind: 'refusal', error: new ConnectorError(message, { code, status }) };
}

function isGood(status: number, { headers }: ServiceRequest): boolean {
  if ((status >= 200 && status < 300) || status === 404 || status === 410) return true;
  if (status !== 304) return false;
  return Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'if-none-match');
}

function emptyBody({ accept }: ServiceRequest): unknown {
  if (accept === 'json') return null;
  return accept === 'bytes' ? new Uint8Array() : nothing();
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

const limited = (message: string, status: number) =>
  new ConnectorError(message, { code: 'rate-limited', status });

/** What a service says of an error in its own form, `{"error": "…"}` or `{"message": "…"}`, made harmless. */
function ownWords(text: string): string | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== 'object' || json === null) return undefined;
    const said = 'error' in json ? json.error : 'message' in json ? json.message : undefined;
    return typeof said === 'string' ? said.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200) : '';
  } catch {
    return undefined; // no JSON: not its own words
  }
}

/** Sorts what was thrown on the way of an answer. Addresses, which may hold secrets, stay out of it. */
export function toFailure(
  error: unknown,
  how: {
    readonly ended: 'aborted' | 'timeout' | undefined;
    readonly title: string;
    readonly deadlineMs: number;
    readonly hasHead: boolean;
  },
): Outcome {
  const { ended, title, deadlineMs, hasHead } = how;
  if (ended === 'aborted') {
    return {
      kind: 'aborted',
      error: new ConnectorError(`${title}: the request was aborted.`, { code: 'aborted' }),
    };
  }
  if (ended === 'timeout') {
    const message = `${title} is not answering (no answer within ${Math.ceil(deadlineMs / 1000)} s).`;
    return {
      kind: 'failure',
      isUnreachable: !hasHead,
      error: new ConnectorError(message, { code: 'timeout' }),
    };
  }
  if (error instanceof ConnectorError) {
    if (error.code === 'too-large') return { kind: 'refusal', error };
    if (error.code === 'bad-response') return { kind: 'failure', isUnreachable: false, error };
    // The transport's own words: what it says of the configuration (a bad certificate file) is better than ours.
    return { kind: 'failure', isUnreachable: !hasHead, error };
  }
  const what = hasHead ? 'the answer broke off' : 'no connection';
  return {
    kind: 'failure',
    isUnreachable: !hasHead,
    error: new ConnectorError(`${title} is not answering (${what}).`, {
      code: 'network',
      hint: systemCode(error),
    }),
  };
}

/** The system's word for it, `ECONNREFUSED`, and nothing else of an error that may name the address. */
function systemCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string' && /^[A-Z][A-Z0-9_]{2,50}$/.test(at.code)) {
      return `The system says ${at.code}.`;
    }
  }
  return undefined;
}
