import { gzipSync } from 'node:zlib';
import type { Answer } from './answer.ts';
import type { RowFilter } from './answer-usage.ts';
import type { FaultAction } from './faults.ts';

const html =
  '<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>';

function json(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, pieces: [Buffer.from(body)] };
}

function page(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, pieces: [Buffer.from(body)] };
}

/** The answer that this fault gives instead of the real one; null when it does not replace the answer. */
export function replacementAnswer(action: FaultAction): Answer | null {
  switch (action.kind) {
    case 'status':
      return json(action.status, action.body ?? errorBody(action.status), action.headers);
    case 'rateLimit':
      return rateLimitAnswer(action);
    case 'burst5xx':
      return action.status === 502
        ? page(502, html)
        : json(action.status ?? 500, errorBody(action.status ?? 500));
    case 'emptyBody200':
      return json(200, '');
    case 'html200':
      return page(200, '<!doctype html><html><body>Please log in to continue.</body></html>');
    default:
      return null;
  }
}

function errorBody(status: number): string {
  const message =
    status >= 500 ? 'The server had an error processing your request.' : `Simulated status ${status}.`;
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return JSON.stringify({ error: { message, type, param: null, code: null } });
}

function rateLimitAnswer(action: Extract<FaultAction, { kind: 'rateLimit' }>): Answer {
  const code = action.code ?? 'rate_limit_exceeded';
  const isQuota = code === 'insufficient_quota';
  const message = isQuota
    ? 'You exceeded your current quota, please check your plan and billing details.'
    : 'Rate limit reached for requests. Please slow down.';
  const headers: Record<string, string> = {};
  if (action.retryAfter !== undefined) headers['retry-after'] = action.retryAfter;
  if (action.retryAfterMs !== undefined) headers['retry-after-ms'] = action.retryAfterMs;
  if (action.ratelimitReset !== undefined) headers['x-ratelimit-reset-requests'] = action.ratelimitReset;
  const type = isQuota ? 'insufficient_quota' : 'requests';
  return json(429, JSON.stringify({ error: { message, type, param: null, code } }), headers);
}

/** The answer with its bytes spoilt (or packed); the same answer for faults that do not touch bytes. */
export function spoilAnswer(answer: Answer, action: FaultAction): Answer {
  if (action.kind === 'malformed') {
    return { ...answer, pieces: [malform(Buffer.concat(answer.pieces), action.how ?? 'trailing-comma')] };
  }
  if (action.kind === 'gzip') {
    const packed = gzipSync(Buffer.concat(answer.pieces));
    if (action.broken === true) packed.fill(0xff, 10, Math.max(12, Math.floor(packed.length / 2)));
    return { ...answer, headers: { ...answer.headers, 'content-encoding': 'gzip' }, pieces: [packed] };
  }
  return answer;
}

function malform(body: Buffer, how: 'trailing-comma' | 'bom' | 'nan' | 'invalid-utf8'): Buffer {
  const end = body.lastIndexOf('}');
  const before = body.subarray(0, end);
  switch (how) {
    case 'trailing-comma':
      return Buffer.concat([before, Buffer.from(',}')]);
    case 'bom':
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
    case 'nan':
      return Buffer.concat([before, Buffer.from(',"simulated":NaN}')]);
    case 'invalid-utf8':
      return Buffer.concat([
        before,
        Buffer.from(',"simulated":"'),
        Buffer.from([0xc3, 0x28, 0xff]),
        Buffer.from('"}'),
      ]);
    default: {
      const never: never = how;
      return never;
    }
  }
}

/** What these faults do to the rows of a bucket; null when none of them does anything. */
export function rowFilterOf(actions: readonly FaultAction[]): RowFilter | null {
  const filters = actions.flatMap((action) => rowFilter(action) ?? []);
  if (filters.length === 0) return null;
  return (rows) => filters.reduce((sofar, filter) => filter(sofar), rows);
}

function rowFilter(action: FaultAction): RowFilter | null {
  switch (action.kind) {
    case 'dropRows': {
      const every = action.every ?? 2;
      return (rows) => rows.filter((_, index) => (index + 1) % every !== 0);
    }
    case 'unknownObject':
      return (rows) => [
        ...rows,
        '{"object":"organization.usage.videos.result","seconds":12,"project_id":null}',
      ];
    case 'nullDims':
      return (rows) =>
        rows.map((row) =>
          row.replace(
            /"(\w+_id|model|batch|service_tier|size|source|line_item|context_level)":("(?:[^"\\]|\\.)*"|true|false)/g,
            '"$1":null',
          ),
        );
    case 'huge': {
      const count = action.rows ?? 100_000;
      return (rows) =>
        rows.length === 0 ? rows : Array.from({ length: count }, (_, n) => rows[n % rows.length] ?? '');
    }
    case 'badAmount': {
      const { raw } = action;
      const amount = /"amount":\{"value":("[^"]*"|[^,]*),/;
      return ([first, ...rest]) => {
        if (first === undefined) return [];
        const spoilt =
          raw === undefined
            ? first.replace(/"amount":\{[^}]*\},/, '')
            : first.replace(amount, () => `"amount":{"value":${raw},`);
        return [spoilt, ...rest];
      };
    }
    case 'badQuantity':
      return inFirstRow((row) =>
        row.replace(/("quantity":)-?[\d.e+-]+/, (_, name) => name + (action.raw ?? '"many"')),
      );
    case 'badCount':
      // The first number of a row is its first measure.
      return inFirstRow((row) => row.replace(/:-?\d+/, () => `:${action.raw ?? '-1'}`));
    case 'brokenIdentity':
      return inFirstRow((row) =>
        row.replace(/("input_cached_tokens":)(\d+)/, (_, name, count) => name + (Number(count) + 7)),
      );
    case 'textBatch':
      return (rows) => rows.map((row) => row.replace(/("batch":)(true|false)/, '$1"$2"'));
    default:
      return null;
  }
}

function inFirstRow(change: (row: string) => string): RowFilter {
  return ([first, ...rest]) => (first === undefined ? [] : [change(first), ...rest]);
}
