import { createOpenAIConnector, openAIOptions } from '@shipstats/connector-openai';
import { formatBucket, type ResourceSpec, Secret } from '@shipstats/core';
import { openSqliteStore, type Run, type Store } from '@shipstats/store';
import { syncConnector } from '@shipstats/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BUCKETS, FakeApi, type Grid, gridOf, RETRIED, type Step, stepOf } from './testing/fake-openai.ts';
import {
  type DayModel,
  type Meaning,
  meaningOf,
  nextDay,
  type ResourceModel,
  resourceModels,
  tableOf,
} from './testing/page-model.ts';
import { storedTable, type Table } from './testing/stored-table.ts';

/** How long an answer that stalls is waited for. */
const STALL_MS = 60;
/** No sync may take longer: two attempts at each of a few requests. */
const DEADLINE_MS = 10_000;

let pages = 0;

/** Runs the steps one after the other against one store, and compares it with the model after each. */
async function play(model: ResourceModel, steps: readonly Step[]): Promise<void> {
  const grid = gridOf(model.granularity);
  const api = new FakeApi(grid);
  const store = await openSqliteStore({ file: ':memory:' });
  // Early in the last bucket: there is a minute for each step.
  let now = grid.startOf(BUCKETS - 1) + 300;
  const clock = () => new Date(now * 1000);
  const connect = (timeoutMs: number) =>
    createOpenAIConnector(
      openAIOptions.parse({
        adminApiKey: new Secret('KEY'),
        baseUrl: 'http://127.0.0.1:9',
        lookbackDays: grid.lookbackDays,
        granularity: model.granularity,
        resources: [model.metric],
        names: 'none',
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
  const resource = connector.resources.find(({ name }) => name === model.resource);
  if (resource === undefined) throw new Error(`there is no resource ${model.resource}`);
  const nameOf = (bucket: number) => formatBucket(grid.startOf(bucket), model.granularity);
  const dimensions = resource.dimensions.map(({ name }) => name);
  const measures = resource.measures.map(({ name }) => name);
  let days = new Map<string, DayModel>();
  let hasCursor = false;
  let wasRejecting = false;
  let hadRows = false;
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
        only: [model.resource],
      });
      expect(performance.now() - began).toBeLessThan(DEADLINE_MS);
      if (result.kind !== 'finished') throw new Error('another sync is at work');

      const meanings = step.buckets.map((rows) => (rows === null ? null : meaningOf(rows, dimensions)));
      const stored = await readBuckets(store, resource, grid);
      const buckets = await store.storedBuckets('openai', resource.name, grid.window);
      const readAt = new Map(
        buckets.map(({ start, syncedAt }) => [formatBucket(start, model.granularity), syncedAt]),
      );
      // A token that leads back is kept for the next sync, if it came with a page that was good.
      const isRejecting: boolean = leadsNowhere(step) || (hasCursor && wasRejecting);
      const hasRows = result.run.resources.some(({ rows }) => rows > 0);
      // Rows of a day that keeps others in their place count as well.
      const showsRows = hasRows || [...api.delivered].some((day) => (meanings[day]?.good.size ?? 0) > 0);
      const after = new Map<string, DayModel>();
      for (const [day, meaning] of meanings.entries()) {
        const name = nameOf(day);
        const before = days.get(name);
        // What was over when it was read: every bucket but the last.
        const isOver = day < BUCKETS - 1;
        const isDelivered = meaning !== null && api.delivered.has(day);
        // That a day is empty is not believed of a source that shows nothing; which page comes first is not known here.
        const isBelieved = hadRows || (showsRows && stored.get(name)?.isVanished !== true);
        const expected = isDelivered ? nextDay(before, meaning, { isOver, isBelieved }) : before;
        // An answer whose paging leads nowhere is used or not; nothing in between. One that is used may look as before.
        const isKept = expected?.isVanished === true && stored.get(name)?.isVanished === true;
        const isUnused = isRejecting && readAt.get(name) !== now && !isKept;
        const chosen = isUnused ? before : expected;
        if (chosen !== undefined) after.set(name, chosen);
      }
      expect(stored).toEqual(new Map([...after].map(([name, day]) => [name, viewOf(day, measures)])));
      await expectVisible({ run: result.run, step, api, meanings, after, nameOf, hasCursor, isRejecting });
      days = after;
      hasCursor = (await store.progress('openai', resource.name)) !== null;
      wasRejecting = isRejecting;
      hadRows = hasRows;
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

async function readBuckets(
  store: Store,
  resource: ResourceSpec,
  { window }: Grid,
): Promise<Map<string, DayView>> {
  const table = await storedTable(store, { connector: 'openai', resource, window });
  const aside = await store.quarantine({ limit: 1000 });
  const buckets = await store.storedBuckets('openai', resource.name, window);
  return new Map(
    buckets.map(({ start, incomplete: isIncomplete, vanished: isVanished }) => {
      const day = formatBucket(start, resource.granularity);
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
  readonly nameOf: (bucket: number) => string;
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
  nameOf,
  hasCursor,
  isRejecting,
}: Seen): Promise<void> {
  const [log] = run.resources;
  if (log === undefined) throw new Error('the run has no resource');
  const isDelivered = meanings.every((meaning, day) => meaning === null || api.delivered.has(day));
  const isOdd = meanings.some((meaning) => meaning?.isOdd === true);
  const hasVanished = [...api.delivered].some((day) => after.get(nameOf(day))?.isVanished === true);
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
  const isAbsent = !isDelivered || meanings.slice(0, BUCKETS - 1).includes(null);
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
