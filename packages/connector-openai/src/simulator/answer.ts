import type { ServerResponse } from 'node:http';
import type { FaultAction } from './faults.ts';

/** An answer before it is sent; the body in pieces, so that kept buckets need no copy. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly pieces: readonly Buffer[];
}

/** Sends an answer, as the wire faults among these actions have it. `later` runs after milliseconds, or never. */
export function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  actions: readonly FaultAction[],
  later: (ms: number, run: () => void) => void,
): void {
  const delay = actions.find((action) => action.kind === 'delay');
  const headersMs = delay?.headersMs ?? 0;
  const bodyMs = delay?.bodyMs ?? 0;
  const start = () => {
    const cut = actions.find((action) => action.kind === 'stallAfter' || action.kind === 'truncate');
    const isReset = actions.some((action) => action.kind === 'reset');
    const length = answer.pieces.reduce((sum, piece) => sum + piece.length, 0);
    const isChunked = cut?.kind === 'truncate' && cut.how === 'chunked';
    const isClean = cut?.kind === 'truncate' && cut.how === 'clean';
    const told = isClean ? Math.min(cut.bytes, length) : length;
    const size = isChunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(told) };
    response.writeHead(answer.status, { ...answer.headers, ...size });
    const body = () => {
      if (isReset) return flushThenDestroy(response, Buffer.alloc(0));
      if (cut === undefined) return writeAll(response, answer.pieces);
      const head = Buffer.concat(answer.pieces).subarray(0, cut.bytes);
      if (cut.kind === 'stallAfter') return void response.write(head);
      if (isClean) return void response.end(head);
      flushThenDestroy(response, head);
    };
    if (bodyMs === 0) return body();
    response.flushHeaders();
    later(bodyMs, body);
  };
  if (headersMs === 0) start();
  else later(headersMs, start);
}

function writeAll(response: ServerResponse, pieces: readonly Buffer[]): void {
  response.cork();
  for (const piece of pieces) response.write(piece);
  response.end();
  response.uncork();
}

/** Puts the bytes on the wire and then breaks the connection. */
function flushThenDestroy(response: ServerResponse, bytes: Buffer): void {
  const destroy = () => response.socket?.destroy();
  if (bytes.length > 0) response.write(bytes, () => setImmediate(destroy));
  else {
    response.flushHeaders();
    setImmediate(destroy);
  }
}
