import { bucketWidth, DAY, type SourceGranularity, type UnixSeconds, type Window } from '@shipstats/core';
import fc from 'fast-check';
import type { ResourceModel, RowModel } from './page-model.ts';

export const TODAY = Date.UTC(2026, 10, 22) / 1000;
/** Buckets that are read at each sync, the one at work the last. */
export const BUCKETS = 4;

/** Where those buckets lie. */
export interface Grid {
  readonly width: number;
  readonly window: Window;
  /** How many days of history make just these buckets. */
  readonly lookbackDays: number;
  startOf(bucket: number): UnixSeconds;
}

/** The last four days, or the first four hours of today. */
export function gridOf(granularity: SourceGranularity): Grid {
  const width = bucketWidth(granularity);
  const isDaily = granularity === 'day';
  const start = isDaily ? TODAY - (BUCKETS - 1) * DAY : TODAY;
  return {
    width,
    window: { start, end: start + BUCKETS * width },
    lookbackDays: isDaily ? BUCKETS : 1,
    startOf: (bucket) => start + bucket * width,
  };
}

/** What the API says at one sync. */
export interface Step {
  /** Rows of each bucket; null leaves it out. */
  readonly buckets: readonly (readonly RowModel[] | null)[];
  /** Buckets on a page, and what the API does with its page tokens. */
  readonly pageBuckets: number;
  readonly tokens: 'good' | 'refused' | 'missing' | 'same' | 'backwards';
  /** A bucket that nobody asked for, or that is none of this width. */
  readonly stray: 'none' | 'before' | 'after' | 'half' | 'unaligned';
  /** A first version of a bucket before the true one. */
  readonly hasRepeat: boolean;
  readonly isShuffled: boolean;
  /** How requests fail, and from which on; all, or one attempt each. */
  readonly trouble: Trouble;
  readonly troubleFrom: number;
  readonly isLasting: boolean;
}

export type Trouble = (typeof troubles)[number];
const troubles = [
  'none',
  'status-400',
  'status-401',
  'status-403',
  'status-404',
  'status-500',
  'status-503-html',
  'quota',
  'wait-a-day',
  'network',
  'stall',
  'breaks-off',
  'cut',
  'trailing-comma',
  'nan',
  'not-utf8',
  'bom',
  'html',
  'empty',
  'null',
  'list',
  'no-data',
  'data-object',
  'no-has-more',
  'has-more-text',
  'token-number',
  'bucket-null',
  'bucket-text-time',
  'bucket-half-second',
  'bucket-no-results',
  'bucket-results-object',
] as const;

/** Troubles that another attempt may mend; the others end at the first. */
export const RETRIED: ReadonlySet<Trouble> = new Set([
  'status-500',
  'status-503-html',
  'network',
  'stall',
  'breaks-off',
  'cut',
  'trailing-comma',
  'nan',
  'not-utf8',
  'bom',
  'html',
  'empty',
  'null',
  'list',
]);

export function stepOf({ row }: ResourceModel): fc.Arbitrary<Step> {
  const rows = fc.array(row, { maxLength: 3 });
  return fc.record({
    buckets: fc.array(fc.option(rows, { freq: 12, nil: null }), {
      minLength: BUCKETS,
      maxLength: BUCKETS,
    }),
    pageBuckets: fc.integer({ min: 1, max: BUCKETS }),
    tokens: fc.oneof(
      { weight: 9, arbitrary: fc.constant('good' as const) },
      {
        weight: 4,
        arbitrary: fc.constantFrom(
          'refused' as const,
          'missing' as const,
          'same' as const,
          'backwards' as const,
        ),
      },
    ),
    stray: fc.oneof(
      { weight: 8, arbitrary: fc.constant('none' as const) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          'before' as const,
          'after' as const,
          'half' as const,
          'unaligned' as const,
        ),
      },
    ),
    hasRepeat: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    isShuffled: fc.oneof(
      { weight: 9, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    trouble: fc.oneof(
      { weight: 3, arbitrary: fc.constant('none' as const) },
      // A stall takes its time: a few are enough.
      { weight: 1, arbitrary: fc.constantFrom(...troubles).map((each) => each) },
    ),
    troubleFrom: fc.integer({ min: 0, max: 2 }),
    isLasting: fc.boolean(),
  });
}

const bucketText = (start: number, rows: readonly RowModel[], end: number) =>
  `{"object":"bucket","start_time":${start},"end_time":${end},"results":[${rows.map(({ json }) => json).join(',')}]}`;

const pageText = (buckets: readonly string[], more: string) =>
  `{"object":"page","data":[${buckets.join(',')}],${more}}`;

const errorText = (message: string, code: string | null = null) =>
  JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code } });

function spoil(trouble: Trouble, good: string, signal: AbortSignal): Response | Promise<Response> {
  const answer = (
    body: string | Uint8Array<ArrayBuffer>,
    status = 200,
    headers: Record<string, string> = {},
  ) => new Response(body, { status, headers });
  const bucket = (text: string) => answer(pageText([text], '"has_more":false,"next_page":null'));
  switch (trouble) {
    case 'none':
      return answer(good);
    case 'status-400':
    case 'status-401':
    case 'status-403':
    case 'status-404':
      return answer(errorText('No.'), Number(trouble.slice(-3)));
    case 'status-500':
      return answer(errorText('The server had an error.'), 500);
    case 'status-503-html':
      return answer('<html><body>503</body></html>', 503);
    case 'quota':
      return answer(errorText('You exceeded your current quota.', 'insufficient_quota'), 429);
    case 'wait-a-day':
      return answer(errorText('Slow down.', 'rate_limit_exceeded'), 429, { 'retry-after': '86400' });
    case 'network':
      return Promise.reject(new TypeError('fetch failed'));
    case 'stall':
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    case 'breaks-off':
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(good.slice(0, good.length / 2)));
            controller.error(new TypeError('terminated'));
          },
        }),
      );
    case 'cut':
      return answer(good.slice(0, -3));
    case 'trailing-comma':
      return answer(good.replace(/\}$/, ',}'));
    case 'nan':
      return answer(good.replace(/\}$/, ',"x":NaN}'));
    case 'not-utf8':
      return answer(
        Uint8Array.from([...new TextEncoder().encode(good.slice(0, -1)), 0x2c, 0x22, 0xc3, 0x28, 0x22]),
      );
    case 'bom':
      return answer(Uint8Array.from([0xef, 0xbb, 0xbf, ...new TextEncoder().encode(good)]));
    case 'html':
      return answer('<!doctype html><html></html>');
    case 'empty':
      return answer('');
    case 'null':
      return answer('null');
    case 'list':
      return answer('[]');
    case 'no-data':
      return answer('{"object":"page","has_more":false,"next_page":null}');
    case 'data-object':
      return answer('{"object":"page","data":{},"has_more":false,"next_page":null}');
    case 'no-has-more':
      return answer(pageText([], '"next_page":null'));
    case 'has-more-text':
      return answer(pageText([], '"has_more":"false","next_page":null'));
    case 'token-number':
      return answer(pageText([], '"has_more":true,"next_page":7'));
    case 'bucket-null':
      return bucket('null');
    case 'bucket-text-time':
      return bucket(`{"start_time":"${TODAY}","end_time":${TODAY + DAY},"results":[]}`);
    case 'bucket-half-second':
      return bucket(`{"start_time":${TODAY}.5,"end_time":${TODAY + DAY},"results":[]}`);
    case 'bucket-no-results':
      return bucket(`{"start_time":${TODAY},"end_time":${TODAY + DAY}}`);
    case 'bucket-results-object':
      return bucket(`{"start_time":${TODAY},"end_time":${TODAY + DAY},"results":{}}`);
    default: {
      const never: never = trouble;
      return never;
    }
  }
}

/** An API that says what a step says, to whatever request; and what it has delivered of it. */
export class FakeApi {
  step: Step | undefined;
  pages = 0;
  /** Buckets that were delivered in answers without trouble. */
  delivered = new Set<number>();
  hadTrouble = false;
  /** A page had nothing and said that there is more: that is no page to go on from. */
  hadEmptyPage = false;
  private requests = 0;
  private failed = new Set<string>();
  private readonly grid: Grid;

  constructor(grid: Grid) {
    this.grid = grid;
  }

  begin(step: Step): void {
    this.step = step;
    this.requests = 0;
    this.delivered = new Set();
    this.failed = new Set();
    this.hadTrouble = false;
    this.hadEmptyPage = false;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const { step } = this;
    if (step === undefined) throw new Error('nothing is to be asked now');
    this.pages += 1;
    const url = String(input);
    const index = this.requests;
    this.requests += 1;
    const isTroubled =
      step.trouble !== 'none' && index >= step.troubleFrom && (step.isLasting || !this.failed.has(url));
    this.failed.add(url);
    const { status, text, given } = this.answer(new URL(url).searchParams, step);
    if (isTroubled) {
      this.hadTrouble = true;
      return spoil(step.trouble, text, init?.signal ?? new AbortController().signal);
    }
    for (const bucket of given) this.delivered.add(bucket);
    return new Response(text, { status });
  };

  private answer(query: URLSearchParams, step: Step) {
    const page = query.get('page');
    const at = page === null ? Number(query.get('start_time')) : Number(/^page_(\d+)$/.exec(page)?.[1]);
    if (page !== null && (Number.isNaN(at) || step.tokens === 'refused')) {
      const text = errorText('The page token is invalid, have you modified the query parameters?');
      return { status: 400, text, given: [] };
    }
    const { window, width } = this.grid;
    const end = Number(query.get('end_time') ?? window.end);
    const stop = Math.min(at + step.pageBuckets * width, end);
    const given: number[] = [];
    const buckets = strays(step, at, this.grid);
    for (let start = at; start < stop; start += width) {
      const index = (start - window.start) / width;
      const rows = step.buckets[index];
      if (rows === undefined || rows === null) continue;
      given.push(index);
      if (step.hasRepeat) buckets.push({ start, text: bucketText(start, [], start + width) });
      buckets.push({ start, text: bucketText(start, rows, start + width) });
    }
    const hasMore = stop < end;
    if (hasMore && given.length === 0) this.hadEmptyPage = true;
    buckets.sort((a, b) => a.start - b.start);
    // Of a bucket that comes twice the last one counts, so only single ones change places.
    if (step.isShuffled && !hasMore && !step.hasRepeat) buckets.reverse();
    const next = {
      good: `"page_${stop}"`,
      refused: `"page_${stop}"`,
      missing: 'null',
      same: '"page_same"',
      backwards: `"page_${at}"`,
    };
    const token = hasMore ? next[step.tokens] : 'null';
    return {
      status: 200,
      text: pageText(
        buckets.map(({ text }) => text),
        `"has_more":${hasMore},"next_page":${token}`,
      ),
      given,
    };
  }
}

/** Buckets that nobody asked for, or that are none of this width: whatever they hold is not to be stored. */
function strays({ stray }: Step, at: number, { window, width }: Grid): { start: number; text: string }[] {
  const bucket = (start: number, end = start + width) => [{ start, text: bucketText(start, [], end) }];
  switch (stray) {
    case 'none':
      return [];
    case 'before':
      return bucket(window.start - width);
    case 'after':
      return bucket(window.end);
    case 'half':
      return bucket(window.start, window.start + width / 2);
    case 'unaligned':
      return bucket(at + width / 24, at + width);
    default: {
      const never: never = stray;
      return never;
    }
  }
}
