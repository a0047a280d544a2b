import { DAY, parseDayUtc, toDayUtc } from '@shipstats/core';
import { startTestServer, type TestServer } from '../service/test-wire.ts';

/** What a test makes the service do instead of its own answer; undefined leaves that. */
export type Override = (request: {
  readonly names: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly count: number;
}) => { readonly status?: number; readonly body: unknown; readonly type?: string } | undefined;

export interface DownloadsServerOptions {
  /** Downloads of a package on a day; undefined for a package that does not exist. */
  readonly downloads: (name: string, day: string) => number | undefined;
  /** Of the whole registry. Default 1,000,000. */
  readonly total?: (day: string) => number;
  readonly versions?: (name: string) => Readonly<Record<string, unknown>> | undefined;
  readonly override?: Override;
  /** The clock and the least time between two requests that are answered; sooner ones get 429 for it. */
  readonly limit?: { readonly clock: () => Date; readonly intervalMs: number };
}

export interface DownloadsServer extends TestServer {
  readonly ranges: { readonly names: readonly string[]; readonly from: string; readonly to: string }[];
  readonly refused: () => number;
}

/** npm's downloads service as its documentation and its users describe it, on loopback. */
export async function startDownloadsServer(options: DownloadsServerOptions): Promise<DownloadsServer> {
  const ranges: { names: string[]; from: string; to: string }[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  let refused = 0;
  const server = await startTestServer((request, response, count) => {
    const send = (status: number, body: unknown, type = 'application/json') =>
      response
        .writeHead(status, { 'content-type': type })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    if (options.limit) {
      const now = options.limit.clock().getTime();
      const isTooSoon = now - lastMs < options.limit.intervalMs;
      lastMs = now;
      if (isTooSoon) {
        refused += 1;
        return send(429, 'Too many requests', 'text/plain');
      }
    }
    const url = request.url ?? '';
    if (url.length > 6_000) return send(400, 'Bad Request', 'text/plain');
    const versions = /^\/versions\/([^/]+)\/last-week$/.exec(url);
    if (versions) {
      const name = decodeURIComponent(versions[1] ?? '');
      const override = options.override?.({ names: [name], from: '', to: '', count });
      if (override) return send(override.status ?? 200, override.body, override.type);
      const downloads = options.versions?.(name);
      return downloads === undefined
        ? send(404, { error: `package ${name} not found` })
        : send(200, { package: name, downloads });
    }
    const match = /^\/downloads\/range\/([\d-]{10}):([\d-]{10})(?:\/(.+))?$/.exec(url);
    if (!match) return send(400, { error: 'bad path' });
    const [, from = '', to = '', list] = match;
    const names = list === undefined ? [] : list.split(',').map(decodeURIComponent);
    ranges.push({ names, from, to });
    const override = options.override?.({ names, from, to, count });
    if (override) return send(override.status ?? 200, override.body, override.type);
    if (names.length > 128) return send(200, { error: 'too many packages: 128 at most' });
    if (names.length > 1 && names.some((name) => name.startsWith('@'))) {
      return send(200, { error: 'scoped packages not yet supported in bulk lookups' });
    }
    const most = names.length > 1 ? 365 : 540;
    if (names.length > 1 && spanDays(from, to) > 365) return send(200, { error: 'more than a year' });
    const start = spanDays(from, to) > most ? shift(to, 1 - most) : from;
    if (names.length === 0) {
      return send(200, {
        start,
        end: to,
        downloads: listDays(start, to, options.total ?? (() => 1_000_000)),
      });
    }
    const rangeOf = (name: string) => {
      if (options.downloads(name, to) === undefined) return null;
      return { package: name, ...rangeBody(start, to, (day) => options.downloads(name, day) ?? 0) };
    };
    if (names.length > 1) return send(200, Object.fromEntries(names.map((name) => [name, rangeOf(name)])));
    const [name = ''] = names;
    const range = rangeOf(name);
    return range === null ? send(404, { error: `package ${name} not found` }) : send(200, range);
  });
  return { ...server, ranges, refused: () => refused };
}

export function rangeBody(start: string, end: string, downloads: (day: string) => unknown) {
  return { start, end, downloads: listDays(start, end, downloads) };
}

function listDays(from: string, to: string, downloads: (day: string) => unknown) {
  return Array.from({ length: spanDays(from, to) }, (_, at) => {
    const day = shift(from, at);
    return { day, downloads: downloads(day) };
  });
}

const spanDays = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
const shift = (day: string, days: number) => toDayUtc((parseDayUtc(day) ?? 0) + days * DAY);
