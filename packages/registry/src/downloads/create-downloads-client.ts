import { ConnectorError } from '@shipstats/core';
import type { ServiceAnswer, ServiceClient } from '../service/service-client.ts';
import { badName, isCountableName, toPathSegment } from './countable-name.ts';
import { addDays, cutSpan, type DayCount, type DaySpan, FIRST_COUNTED_DAY } from './day-count.ts';
import type { DownloadsClient, RangeOptions } from './downloads-client.ts';
import { parseRange } from './parse-range.ts';
import { parseVersions } from './parse-versions.ts';
import { readRanges, SINGLE_DAYS } from './read-ranges.ts';

/** Where npm's counts are, unless told otherwise. */
export const DOWNLOADS_URL = 'https://api.npmjs.org';

/** The environment variable that names another address: a proxy's, or the simulator's. */
export const DOWNLOADS_URL_VARIABLE = 'NPM_DOWNLOADS_URL';

export interface DownloadsClientOptions {
  /** The service `downloads`. */
  readonly service: ServiceClient;
  /** Default `DOWNLOADS_URL`; the environment is read at the edge. */
  readonly baseUrl?: string;
}

/** A year of 128 packages is about 2 MB. */
const MAX_RANGE_BYTES = 16 << 20;
const MAX_VERSIONS_BYTES = 8 << 20;

/**
 * Makes the client of npm's download counts.
 *
 * @throws ConnectorError `config` for a base URL that cannot be one
 *
 * @example
 * ```ts
 * const downloads = createDownloadsClient({ service });
 * for await (const answer of downloads.range(['hono', '@hono/node-server'], '2025-01-01', '2025-12-31')) {
 *   if (answer.kind === 'days') keep(answer.name, answer.days);
 * }
 * ```
 */
export function createDownloadsClient({
  service,
  baseUrl = DOWNLOADS_URL,
}: DownloadsClientOptions): DownloadsClient {
  const base = toBase(baseUrl);

  async function ask(
    path: string,
    label: string,
    options: RangeOptions | undefined,
    maxBytes = MAX_RANGE_BYTES,
  ): Promise<ServiceAnswer<'json'>> {
    const { priority = 'background', signal, onRequest, onWait } = options ?? {};
    onRequest?.(label);
    return service.request({
      url: `${base}${path}`,
      accept: 'json',
      headers: { accept: 'application/json' },
      maxBytes,
      priority,
      ...(signal && { signal }),
      ...(onWait && { onWait: (wait) => onWait({ label, ...wait }) }),
    });
  }

  return {
    range(names, from, to, options) {
      const span = clamp({ from, to });
      const label = (group: readonly string[]) =>
        group.length === 1 ? `npm downloads of ${group[0]}` : `npm downloads of ${group.length} packages`;
      return readRanges({
        names,
        span,
        since: options?.since ?? new Map(),
        baseLength: base.length + rangePath(span, []).length,
        ask: (group, piece) => ask(rangePath(piece, group), label(group), options),
      });
    },

    async registryRange(from, to, options) {
      const days: DayCount[] = [];
      const pieces = cutSpan(clamp({ from, to }), SINGLE_DAYS);
      // The last one first: it is asked again in parts where its answer is shorter than asked.
      for (let asked = 0; pieces.length > 0 && asked < 200; asked += 1) {
        const piece = pieces.shift();
        if (piece === undefined) break;
        const { body } = await ask(rangePath(piece, []), 'npm downloads of the whole registry', options);
        const parsed = parseRange(body, null, piece);
        if (parsed.kind === 'missing') continue;
        if (parsed.kind !== 'days') throw parsed.error;
        days.push(...parsed.days);
        const { span } = parsed;
        // Nothing of it: asking again would bring the same.
        if (span.from > span.to) continue;
        if (span.from > piece.from) pieces.unshift({ from: piece.from, to: addDays(span.from, -1) });
      }
      return days.toSorted((a, b) => (a.day < b.day ? -1 : 1));
    },

    async versions(name, options) {
      if (!isCountableName(name)) throw badName(name);
      const path = `/versions/${toPathSegment(name)}/last-week`;
      const answer = await ask(path, `npm downloads of ${name} by version`, options, MAX_VERSIONS_BYTES);
      return parseVersions(answer.body, name);
    },

    host: new URL(base).host,
    state: () => service.state(),
  };
}

/** `/downloads/range/2026-01-01:2026-01-31/a,b`; without names, of the whole registry. */
function rangePath({ from, to }: DaySpan, names: readonly string[]): string {
  const path = `/downloads/range/${from}:${to}`;
  return names.length === 0 ? path : `${path}/${names.map(toPathSegment).join(',')}`;
}

function clamp({ from, to }: DaySpan): DaySpan {
  return { from: from < FIRST_COUNTED_DAY ? FIRST_COUNTED_DAY : from, to };
}

function toBase(baseUrl: string): string {
  const url = URL.parse(baseUrl);
  const isGood = url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '';
  if (isGood) return url.href.replace(/\/+$/, '');
  throw new ConnectorError(`The address of npm's downloads service is no http or https address.`, {
    code: 'config',
    hint: `Correct ${DOWNLOADS_URL_VARIABLE}, or leave it out for ${DOWNLOADS_URL}.`,
  });
}
