import { type Answer, jsonAnswer, textAnswer } from './answer.ts';
import type { Fault } from './fault.ts';

/** The page of a firewall. */
export const wafPage =
  '<!DOCTYPE html><html lang="en-US"><head><title>Attention Required!</title></head><body><h1>Sorry, you have been blocked</h1><script>alert("firewall")</script></body></html>';

/** What stands in the place of the real answer; null where the fault lets one be made. */
export function replacementAnswer(fault: Fault, redirectTo: string): Answer | null {
  switch (fault.kind) {
    case 'status':
      return jsonAnswer(
        fault.status,
        { error: `Simulated status ${fault.status}` },
        retryHeader(fault.retryAfter),
      );
    case 'rate-limit':
      return { ...tooMany(), headers: { ...tooMany().headers, ...retryHeader(fault.retryAfter) } };
    case 'waf':
      return textAnswer(403, 'text/html; charset=UTF-8', wafPage);
    case 'html':
      return textAnswer(
        200,
        'text/html; charset=utf-8',
        '<!doctype html><html><body><h1>Welcome to the hotel</h1>Please log in.</body></html>',
      );
    case 'wrong-shape':
      return jsonAnswer(200, { ok: true, objects: 'none', downloads: { yes: 1 }, versions: [], results: 7 });
    case 'huge':
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: hugeBody(fault.megabytes ?? 200),
      };
    case 'redirect':
      return { status: fault.status ?? 302, headers: { location: redirectTo }, body: Buffer.alloc(0) };
    default:
      return null;
  }
}

/** The refusal of whoever asks too often. */
export function tooMany(): Answer {
  return textAnswer(429, 'text/plain; charset=UTF-8', 'error code: 1015');
}

function retryHeader(retryAfter: string | undefined): Record<string, string> {
  return retryAfter === undefined ? {} : { 'retry-after': retryAfter };
}

async function* hugeBody(megabytes: number): AsyncGenerator<Buffer> {
  const piece = Buffer.from(`${'"padding",'.repeat(104_857)}\n`);
  yield Buffer.from('{"name":"huge","padding":[');
  for (let sent = 0; sent < megabytes; sent += 1) yield piece;
  yield Buffer.from('""]}');
}
