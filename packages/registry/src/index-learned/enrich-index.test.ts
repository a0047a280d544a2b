import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EnrichOptions, type EnrichProgress, enrichIndex } from './enrich-index.ts';
import type { LearnedFacts } from './learned.ts';
import { createTestLearned, knownAs, type TestLearned } from './test-learned.ts';

let test: TestLearned;
let learned: LearnedFacts;
let asked: readonly string[];
let progress: EnrichProgress;

beforeEach(() => {
  test = createTestLearned();
  ({ learned, asked } = test);
  progress = { offset: 0, unreadable: new Set() };
});
afterEach(() => test.close());

const listOf = (names: readonly string[]): EnrichOptions['index'] => ({
  popular: async ({ limit, offset = 0 }) =>
    names.slice(offset, offset + limit).map((name) => ({ name, downloads: 1 })),
});
const enrich = (index: EnrichOptions['index'], limit: number) =>
  enrichIndex({
    index,
    learned,
    read: test.read,
    clock: test.clock,
    sleep: async () => {},
    signal: new AbortController().signal,
    progress,
    limit,
  });

describe('enrichIndex', () => {
  it('reads the most downloaded packages of which nothing was learned, each once', async () => {
    learned.keep([knownAs('second')]);
    const index = listOf(['first', 'second', 'odd', 'fourth', 'fifth']);
    expect(await enrich(index, 3)).toBe(3);
    expect(await enrich(index, 3)).toBe(1);
    expect(await enrich(index, 3)).toBe(0);
    expect(asked).toEqual(['first', 'odd', 'fourth', 'fifth']);
    expect(learned.count().known).toBe(4);
  });

  it('goes on where the round before left off, and begins anew at the end', async () => {
    const names = Array.from({ length: 2_100 }, (_, at) => `package-${at}`);
    learned.keep(names.slice(0, 1_700).map(knownAs));
    const list = listOf(names);
    const offsets: number[] = [];
    const index: EnrichOptions['index'] = {
      popular: (page) => {
        offsets.push(page.offset ?? 0);
        return list.popular(page);
      },
    };
    expect(await enrich(index, 10)).toBe(10);
    expect(await enrich(index, 10)).toBe(10);
    expect(offsets).toEqual([0, 500, 1_000, 1_500, 1_500]);
    expect(await enrich(index, 1_000)).toBe(380);
    expect(progress.offset).toBe(0);
    expect(asked).toEqual(names.slice(1_700));
  });

  it('lets others go first after each page of names', async () => {
    const names = Array.from({ length: 5_000 }, (_, at) => `package-${at}`);
    learned.keep(names.map(knownAs));
    let isOver = false;
    let turns = 0;
    const enriched = enrich(listOf(names), 10).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await nextTurn();
      turns += 1;
    }
    expect(await enriched).toBe(0);
    expect(turns).toBeGreaterThanOrEqual(9);
  });
});
