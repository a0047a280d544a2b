import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import type { Fault } from './fault.ts';

/** Bodies below are not worth packing. */
const GZIP_FROM = 1_024;

/** Sends an answer, as the fault has it. `sleep` resolves after milliseconds, and never once the simulator is closed. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: Fault | null,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  const isHead = request.method === 'HEAD';
  const isPacked =
    /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') &&
    /json|text|xml/.test(answer.headers['content-type'] ?? '') &&
    !(Buffer.isBuffer(answer.body) && answer.body.length < GZIP_FROM);
  const headers = { ...answer.headers, ...(isPacked ? { 'content-encoding': 'gzip' } : {}) };
  if (!Buffer.isBuffer(answer.body)) {
    response.writeHead(answer.status, headers);
    if (isHead) return void response.end();
    return sendStream(response, answer.body, isPacked);
  }
  const body = isPacked ? gzipSync(answer.body, { level: 4 }) : answer.body;
  const told = fault?.kind === 'truncate' ? cut(answer.body, isPacked) : body;
  const hasNoBody = answer.status === 304 || answer.status === 204;
  response.writeHead(answer.status, {
    ...headers,
    ...(hasNoBody ? {} : { 'content-length': String(told.length) }),
  });
  if (isHead || hasNoBody) return void response.end();
  await sendBytes(response, told, fault, sleep);
}

/** Half of the document, packed as a whole: it unpacks without a complaint. */
function cut(body: Buffer, isPacked: boolean): Buffer {
  const half = body.subarray(0, Math.floor(body.length / 2));
  return isPacked ? gzipSync(half) : half;
}

async function sendStream(
  response: ServerResponse,
  body: AsyncIterable<Buffer>,
  isPacked: boolean,
): Promise<void> {
  const pieces = Readable.from(body, { objectMode: false });
  try {
    if (isPacked) await pipeline(pieces, createGzip({ level: 1 }), response);
    else await pipeline(pieces, response);
  } catch (error) {
    // ERR_STREAM_PREMATURE_CLOSE, ECONNRESET, EPIPE: who asked had enough.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

async function sendBytes(
  response: ServerResponse,
  body: Buffer,
  fault: Fault | null,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  const half = body.subarray(0, Math.floor(body.length / 2));
  switch (fault?.kind) {
    case 'stall':
      response.write(half);
      return;
    case 'reset':
      response.write(half, () => setImmediate(() => response.socket?.destroy()));
      return;
    case 'slow': {
      const { bytes = 512, everyMs = 200 } = fault;
      for (let at = 0; at < body.length && !response.destroyed; at += bytes) {
        if (!response.write(body.subarray(at, at + bytes)))
          await Promise.race([once(response, 'drain'), once(response, 'close')]);
        await sleep(everyMs);
      }
      response.end();
      return;
    }
    default:
      response.end(body);
  }
}
