import { isDeepStrictEqual } from 'node:util';
import { createOpenAIConnector, openAIOptions } from '@shipstats/connector-openai';
import { DAY, type ResourceSpec, Secret, toDayUtc } from '@shipstats/core';
import { openSqliteStore, type Run, type Store } from '@shipstats/store';
import { syncConnector } from '@shipstats/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  type DayModel,
  type Meaning,
  meaningOf,
  nextDay,
  type ResourceModel,
  type RowModel,
  resourceModels,
  tableOf,
} from './testing/page-model.ts';
import { storedTable, type Table } from './testing/stored-table.ts';

const TODAY = Date.UTC(2026, 10, 22) / 1000;
/** Days that are read at each sync, today the last. */
const DAYS = 4;
const WINDOW = { start: TODAY - (DAYS - 1) * DAY, end: TODAY + DAY };
const dayStart = (day: number) => WINDOW.start + day * DAY;
/** How long an answer that stalls is waited for. */
const STALL_MS = 60;
/** No sync may take longer: two attempts at each of a few requests. */
const DEADLINE_MS = 10_000;

/** What the API says at one sync. */
interface Step {
  /** Rows of each day; null leaves the day out. */
  readonly days: readonly (readonly RowModel[] | null)[];
  /** Buckets on a page, and what the API does with its page tokens. */
  readonly pageBuckets: number;
  readonly tokens: 'good' | 'refused' | 'missing' | 'same' | 'backwards';
  /** A bucket that nobody asked for, or that is no day. */
  readonly stray: 'none' | 'before' | 'after' | 'half-day' | 'unaligned';
  /** A first version of a day before the true one. */
  readonly hasRepeat: boolean;
  readonly isShuffled: boolean;
  /** How requests fail, and from which on; all, or one attempt each. */
  readonly trouble: Trouble;
  readonly troubleFrom: number;
  readonly isLasting: boolean;
}

type Trouble = (typeof troubles)[number];
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
const RETRIED: ReadonlySet<Trouble> = new Set([
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

function stepOf({ row }: ResourceModel): fc.Arbitrary<Step> {
  const rows = fc.array(row, { maxLength: 3 });
  return fc.record({
    days: fc.array(fc.option(rows, { freq: 12, nil: null }), { minLength: DAYS, maxLength: DAYS }),
    pageBuckets: fc.integer({ min: 1, max: DAYS }),
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
          'half-day' as const,
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

const bucketText = (start: number, rows: readonly RowModel[], end = start + DAY) =>
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
class FakeApi {
  step: Step | undefined;
  pages = 0;
  /** Days that were delivered in answers without trouble. */
  delivered = new Set<number>();
  hadTrouble = false;
  /** A page had nothing and said that there is more: that is no page to go on from. */
  hadEmptyPage = false;
  private requests = 0;
  private failed = new Set<string>();

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
    const { status, text, days } = this.answer(new URL(url).searchParams, step);
    if (isTroubled) {
      this.hadTrouble = true;
      return spoil(step.trouble, text, init?.signal ?? new AbortController().signal);
    }
    for (const day of days) this.delivered.add(day);
    return new Response(text, { status });
  };

  private answer(query: URLSearchParams, step: Step) {
    const page = query.get('page');
    const at = page === null ? Number(query.get('start_time')) : Number(/^page_(\d+)$/.exec(page)?.[1]);
    if (page !== null && (Number.isNaN(at) || step.tokens === 'refused')) {
      const text = errorText('The page token is invalid, have you modified the query parameters?');
      return { status: 400, text, days: [] };
    }
    const end = Number(query.get('end_time') ?? WINDOW.end);
    const stop = Math.min(at + step.pageBuckets * DAY, end);
    const days: number[] = [];
    const buckets = strays(step, at);
    for (let start = at; start < stop; start += DAY) {
      const day = (start - WINDOW.start) / DAY;
      const rows = step.days[day];
      if (rows === undefined || rows === null) continue;
      days.push(day);
      if (step.hasRepeat) buckets.push({ start, text: bucketText(start, []) });
      buckets.push({ start, text: bucketText(start, rows) });
    }
    const hasMore = stop < end;
    if (hasMore && days.length === 0) this.hadEmptyPage = true;
    buckets.sort((a, b) => a.start - b.start);
    // Of a day that comes twice the last one counts, so only single ones change places.
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
      days,
    };
  }
}

/** Buckets that nobody asked for, or that are no days: whatever they hold is not to be stored. */
function strays({ stray }: Step, at: number): { start: number; text: string }[] {
  const bucket = (start: number, end = start + DAY) => [{ start, text: bucketText(start, [], end) }];
  switch (stray) {
    case 'none':
      return [];
    case 'before':
      return bucket(WINDOW.start - DAY);
    case 'after':
      return bucket(WINDOW.end);
    case 'half-day':
      return bucket(WINDOW.start, WINDOW.start + DAY / 2);
    case 'unaligned':
      return bucket(at + 3600, at + DAY);
    default: {
      const never: never = stray;
      return never;
    }
  }
}

let pages = 0;

/** Runs the steps one after the other against one store, and compares it with the model after each. */
async function play(model: ResourceModel, steps: readonly Step[]): Promise<void> {
  const api = new FakeApi();
  const store = await openSqliteStore({ file: ':memory:' });
  let now = TODAY + DAY / 2;
  const clock = () => new Date(now * 1000);
  const connect = (timeoutMs: number) =>
    createOpenAIConnector(
      openAIOptions.parse({
        adminApiKey: new Secret('KEY'),
        baseUrl: 'http://127.0.0.1:9',
        lookbackDays: DAYS,
        resources: [model.metric],
      }),
      {
        clock,
        fetch: api.fetch,
        random: () => 0.5,
        env: {},
        resolveSecret: () => 'sk-admin-test',
        sleep: async () => {},
      },
      { timeoutMs, retry: { attempts: 2 } },
    );
  const connector = connect(DEADLINE_MS);
  // Only for answers that never come: a busy machine must not lose patience with those that do.
  const impatient = connect(STALL_MS);
  const [resource] = connector.resources;
  if (resource === undefined) throw new Error(`no resource has ${model.metric}`);
  const dimensions = resource.dimensions.map(({ name }) => name);
  const measures = resource.measures.map(({ name }) => name);
  let days = new Map<string, DayModel>();
  let hasCursor = false;
  let wasRejecting = false;
  try {
    for (const step of steps) {
      api.begin(step);
      now += 60;
      const began = performance.now();
      const result = await syncConnector({
        store,
        connector: step.trouble === 'stall' ? impatient : connector,
        name: 'openai',
        trigger: 'manual',
        clock,
        signal: new AbortController().signal,
        holder: 'a test',
        every: () => () => undefined,
      });
      expect(performance.now() - began).toBeLessThan(DEADLINE_MS);
      if (result.kind !== 'finished') throw new Error('another sync is at work');

      const meanings = step.days.map((rows) => (rows === null ? null : meaningOf(rows, dimensions)));
      const stored = await readDays(store, resource);
      // A token that leads back is kept for the next sync, if it came with a page that was good.
      const isRejecting: boolean = leadsNowhere(step) || (hasCursor && wasRejecting);
      const after = new Map<string, DayModel>();
      for (const [day, meaning] of meanings.entries()) {
        const name = toDayUtc(dayStart(day));
        const before = days.get(name);
        // What was over when it was read: every day but today.
        const isOver = day < DAYS - 1;
        const isDelivered = meaning !== null && api.delivered.has(day);
        const expected = isDelivered ? nextDay(before, meaning, isOver) : before;
        // An answer whose paging leads nowhere is used or not; nothing in between.
        const isUnused =
          isRejecting && isDeepStrictEqual(stored.get(name), before && viewOf(before, measures));
        const chosen = isUnused ? before : expected;
        if (chosen !== undefined) after.set(name, chosen);
      }
      expect(stored).toEqual(new Map([...after].map(([name, day]) => [name, viewOf(day, measures)])));
      await expectVisible({ run: result.run, step, api, meanings, after, hasCursor, isRejecting });
      days = after;
      hasCursor = (await store.progress('openai', resource.name)) !== null;
      wasRejecting = isRejecting;
    }
    expect(await store.verify()).toEqual([]);
  } finally {
    pages += api.pages;
    await store.close();
  }
}

function leadsNowhere({ tokens }: Step): boolean {
  return tokens === 'same' || tokens === 'backwards';
}

/** A day as it can be seen in the store. */
interface DayView {
  readonly rows: Table;
  readonly isIncomplete: boolean;
  readonly isVanished: boolean;
  readonly quarantined: number;
}

async function readDays(store: Store, resource: ResourceSpec): Promise<Map<string, DayView>> {
  const table = await storedTable(store, { connector: 'openai', resource, window: WINDOW });
  const aside = await store.quarantine({ limit: 1000 });
  const buckets = await store.storedBuckets('openai', resource.name, WINDOW);
  return new Map(
    buckets.map(({ start, incomplete: isIncomplete, vanished: isVanished }) => {
      const day = toDayUtc(start);
      const own = Object.entries(table).filter(([key]) => key.startsWith(day));
      const rows = Object.fromEntries(own.map(([key, values]) => [key.slice(day.length + 1), values]));
      const quarantined = aside.filter(({ bucket }) => bucket === start).length;
      return [day, { rows, isIncomplete, isVanished, quarantined }];
    }),
  );
}

function viewOf({ isMissingRows: _, rows, ...day }: DayModel, measures: readonly string[]): DayView {
  return { ...day, rows: tableOf(rows, measures) };
}

interface Seen {
  readonly run: Run;
  readonly step: Step;
  readonly api: FakeApi;
  readonly meanings: readonly (Meaning | null)[];
  readonly after: ReadonlyMap<string, DayModel>;
  readonly hasCursor: boolean;
  readonly isRejecting: boolean;
}

/** Whatever was wrong with what the API said is told in the run; and nothing is told where nothing was wrong. */
async function expectVisible({
  run,
  step,
  api,
  meanings,
  after,
  hasCursor,
  isRejecting,
}: Seen): Promise<void> {
  const [log] = run.resources;
  if (log === undefined) throw new Error('the run has no resource');
  const isDelivered = meanings.every((meaning, day) => meaning === null || api.delivered.has(day));
  const isOdd = meanings.some((meaning) => meaning?.isOdd === true);
  const hasVanished = [...api.delivered].some(
    (day) => after.get(toDayUtc(dayStart(day)))?.isVanished === true,
  );
  const isFailed = api.hadTrouble && (step.isLasting || !RETRIED.has(step.trouble));
  if (isFailed) {
    expect([log.status, log.error?.message ?? '']).toEqual(['failed', expect.stringMatching(/\S{3}/)]);
    return;
  }
  if (api.hadTrouble) expect(log.retries + log.warnings.length).toBeGreaterThan(0);
  if (log.status === 'failed') {
    // Paging that leads nowhere is the only other thing that may end it.
    expect(step.tokens !== 'good' || api.hadEmptyPage || isRejecting).toBe(true);
    expect(log.error?.message).toContain('is kept');
    return;
  }
  // A token kept from an earlier sync may lead past a day that was left out then: that is told, too.
  expect(isDelivered || hasCursor).toBe(true);
  const isAbsent = !isDelivered || meanings.slice(0, DAYS - 1).includes(null);
  if (isAbsent) expect(log.status).toBe('partial');
  if (isOdd || isAbsent || hasVanished) expect(log.warnings.length).toBeGreaterThan(0);
  const isClean = !isOdd && !isAbsent && !hasVanished && !hasCursor && !api.hadTrouble;
  if (isClean && step.tokens === 'good' && step.stray === 'none') {
    expect([log.status, log.warnings]).toEqual(['succeeded', []]);
  }
}

const RUNS = 100;
const STEPS = 40;

it.each(resourceModels)(
  'whatever the API answers about $resource is stored as it is, or told; nothing good is lost',
  async (model) => {
    await fc.assert(
      fc.asyncProperty(fc.array(stepOf(model), { minLength: 1, maxLength: STEPS, size: 'max' }), (steps) =>
        play(model, steps),
      ),
      { numRuns: RUNS, interruptAfterTimeLimit: 280_000 },
    );
  },
  300_000,
);

it('and that was tried with ten thousand answers', () => {
  expect(pages).toBeGreaterThanOrEqual(10_000);
});
