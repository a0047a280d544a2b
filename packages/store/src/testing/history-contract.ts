import { DAY } from '@shipstats/core';
import { describe, expect, test } from 'vitest';
import type { RevisionFilter, Store } from '../store.ts';
import { ask, bucket, commitOf, states } from './commits.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from './resource.ts';

/** What becomes of buckets: emptied, unreadable, revised, counted, deleted. */
export function testHistory(withStore: (act: (store: Store) => Promise<void>) => Promise<void>): void {
  const withDeclared = (act: (store: Store) => Promise<void>) =>
    withStore(async (store) => {
      await store.declare('a', [TEST_RESOURCE]);
      await act(store);
    });

  describe('buckets that the source empties', () => {
    test('an empty bucket that was never filled is zero at once', () =>
      withDeclared(async (store) => {
        const summary = await store.commit(commitOf([bucket(0, [])]));
        expect(summary.vanished).toEqual([]);
        expect(await states(store)).toEqual([[0, 0]]);
      }));

    test('a filled bucket is kept until the source says twice that it is empty', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        const first = await store.commit(commitOf([bucket(0, [])], { syncedAt: LATER + 10 }));
        expect(first.vanished).toEqual([FIRST_DAY]);
        expect(await states(store)).toEqual([[0, 1, 'vanished']]);
        await store.commit(commitOf([bucket(0, [])], { syncedAt: LATER + 10 }));
        expect(await ask(store)).toEqual([['1']]);
        const second = await store.commit(commitOf([bucket(0, [])], { syncedAt: LATER + 20 }));
        expect(second).toMatchObject({ vanished: [], revised: [FIRST_DAY] });
        expect(await states(store)).toEqual([[0, 0]]);
        expect(await ask(store)).toEqual([]);
        expect(await store.dimensionValues('a', TEST_RESOURCE.name, 'model')).toEqual([]);
      }));

    test('a filled bucket is emptied at once by the answer to another question', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        const other = await store.commit(
          commitOf([bucket(0, [])], { identity: 'other', syncedAt: LATER + 10 }),
        );
        expect(other).toMatchObject({ vanished: [], revised: [] });
        expect(await states(store)).toEqual([[0, 0]]);
        expect(await ask(store)).toEqual([]);
      }));

    test('a bucket that comes back is no longer vanished', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        await store.commit(commitOf([bucket(0, [])], { syncedAt: LATER + 10 }));
        await store.commit(commitOf([bucket(0, [['x', null, 1]])], { syncedAt: LATER + 20 }));
        await store.commit(commitOf([bucket(0, [])], { syncedAt: LATER + 30 }));
        expect(await states(store)).toEqual([[0, 1, 'vanished']]);
        expect(await store.revisions({ limit: 9 })).toEqual([]);
      }));
  });

  describe('rows that cannot be read', () => {
    const unreadable = (dimensions: readonly (string | null)[] | null) => ({
      dimensions,
      reason: 'the amount is no number',
      raw: '{"amount":"NaN"}',
    });

    test('keep the previous row of the same dimensions', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [
              ['x', 'p', 1],
              ['y', 'p', 2],
              ['z', 'p', 4],
            ]),
          ]),
        );
        const summary = await store.commit(
          commitOf([
            bucket(
              0,
              [
                ['y', 'p', 20],
                ['x', 'p', 99],
              ],
              [unreadable(['x', 'p', null]), unreadable(['new', null, null])],
            ),
          ]),
        );
        expect(summary).toMatchObject({ rows: 2, quarantined: 2 });
        expect(await ask(store, { by: ['model'] })).toEqual([
          ['x', '1'],
          ['y', '20'],
        ]);
        expect(await states(store)).toEqual([[0, 2, 'incomplete']]);
        expect(await store.quarantine({ limit: 9 })).toEqual(
          [0, 1].map(() => ({
            connector: 'a',
            resource: TEST_RESOURCE.name,
            bucket: FIRST_DAY,
            reason: 'the amount is no number',
            raw: '{"amount":"NaN"}',
            seenAt: LATER,
          })),
        );
        expect(await store.quarantineCounts()).toEqual([
          { connector: 'a', resource: TEST_RESOURCE.name, rows: 2 },
        ]);
        await store.commit(commitOf([bucket(3, [], [unreadable(null)]), bucket(1, [], [unreadable(null)])]));
        expect(await store.quarantinedBuckets('a', TEST_RESOURCE.name)).toEqual([
          FIRST_DAY,
          FIRST_DAY + DAY,
          FIRST_DAY + 3 * DAY,
        ]);
        expect(await store.quarantinedBuckets('a', 'unheard-of')).toEqual([]);
        expect(await store.quarantinedBuckets('other', TEST_RESOURCE.name)).toEqual([]);
      }));

    test('keep the whole previous bucket where their dimensions are not known', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', 'p', 1]])]));
        const commit = commitOf([
          bucket(0, [['y', 'p', 20]], [unreadable(null)]),
          bucket(1, [['y', 'p', 5]], [unreadable(null)]),
        ]);
        await store.commit(commit);
        expect(await ask(store, { by: ['model'], bucketed: true })).toEqual([
          [0, 'x', '1'],
          [1, 'y', '5'],
        ]);
        expect(await states(store)).toEqual([
          [0, 1, 'incomplete'],
          [1, 1, 'incomplete'],
        ]);
      }));

    const day = (hours: number) => ({ syncedAt: FIRST_DAY + hours * 3_600 });

    test('do not freeze a running day at its first reading', () =>
      withDeclared(async (store) => {
        const read = (dollars: number, hours: number) =>
          store.commit(commitOf([bucket(0, [['x', 'p', dollars]], [unreadable(null)])], day(hours)));
        await store.commit(commitOf([bucket(0, [['x', 'p', 1]])], day(1)));
        await read(100, 12);
        expect(await ask(store)).toEqual([['100']]);
        await read(240, 36);
        expect(await ask(store)).toEqual([['240']]);
        // The stored day is not whole either: the newer answer is the better one.
        const summary = await read(241, 48);
        expect(summary).toMatchObject({ rows: 1, quarantined: 1, revised: [] });
        expect(await ask(store)).toEqual([['241']]);
        expect(await states(store)).toEqual([[0, 1, 'incomplete']]);
      }));

    test('keep no bucket that was the answer to another question', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', 'p', 1]])]));
        await store.commit(
          commitOf([bucket(0, [['y', 'p', 20]], [unreadable(null), unreadable(['x', 'p', null])])], {
            identity: 'other',
          }),
        );
        expect(await ask(store, { by: ['model'] })).toEqual([['y', '20']]);
        expect(await states(store)).toEqual([[0, 1, 'incomplete']]);
      }));

    test('keep a whole bucket however often a part of the answer cannot be read', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', 'p', 5]])]));
        const partly = (tokens: number) => commitOf([bucket(0, [['x', 'p', tokens]], [unreadable(null)])]);
        await store.commit(partly(1));
        await store.commit(partly(2));
        expect(await ask(store)).toEqual([['5']]);
        expect(await states(store)).toEqual([[0, 1, 'incomplete']]);
        await store.commit(commitOf([bucket(0, [['x', 'p', 6]])]));
        await store.commit(partly(3));
        expect(await ask(store)).toEqual([['6']]);
      }));

    test('give way to rows where the bucket was empty', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [])]));
        await store.commit(commitOf([bucket(0, [['x', 'p', 5]], [unreadable(null)])]));
        expect(await ask(store)).toEqual([['5']]);
      }));

    test('leave the quarantine with the next good answer', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [], [unreadable(null)])]));
        expect(await states(store)).toEqual([[0, 0, 'incomplete']]);
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        expect(await states(store)).toEqual([[0, 1]]);
        expect(await store.quarantine({ limit: 9 })).toEqual([]);
        expect(await store.quarantineCounts()).toEqual([]);
      }));
  });

  describe('revisions', () => {
    test('tell each measure of a closed bucket that changed, before and after', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1, '0.10']]), bucket(1, [['x', null, 1]])]));
        const summary = await store.commit(
          commitOf([bucket(0, [['x', null, 1, '0.25']]), bucket(1, [['y', null, 1]])], {
            syncedAt: LATER + 5,
          }),
        );
        expect(summary.revised).toEqual([FIRST_DAY, FIRST_DAY + DAY]);
        expect(await store.revisions({ of: 'totals', limit: 9 })).toEqual([
          {
            connector: 'a',
            resource: TEST_RESOURCE.name,
            bucket: FIRST_DAY,
            measure: 'cost',
            before: '0.1',
            after: '0.25',
            seenAt: LATER + 5,
          },
        ]);
        expect(await store.revisions({ connector: 'b', limit: 9 })).toEqual([]);
      }));

    test('R21: tell each row of a closed bucket that changed, also where the total is what it was', () =>
      withDeclared(async (store) => {
        const days = (rows: Parameters<typeof bucket>[1]) => [
          bucket(0, [['same', 'p', 1], ...rows]),
          bucket(1, [['x', 'p', 1]]),
        ];
        await store.commit(
          commitOf(
            days([
              ['old name', 'p', 5],
              ['x', 'p', 7, '0.10'],
            ]),
          ),
        );
        const summary = await store.commit(
          commitOf(
            days([
              ['new name', 'p', 5],
              ['x', 'p', 7, '0.30'],
            ]),
            { syncedAt: LATER + 5 },
          ),
        );
        expect(summary.revised).toEqual([FIRST_DAY]);
        const revision = (
          measure: string,
          model: string | null,
          before: string | null,
          after: string | null,
        ) => ({
          connector: 'a',
          resource: TEST_RESOURCE.name,
          bucket: FIRST_DAY,
          measure,
          ...(model === null ? {} : { dimensions: { model, project: 'p', key: null } }),
          before,
          after,
          seenAt: LATER + 5,
        });
        const total = revision('cost', null, '0.1', '0.3');
        const rows = [
          revision('tokens', 'old name', '5', null),
          revision('tokens', 'new name', null, '5'),
          revision('cost', 'x', '0.1', '0.3'),
        ];
        const read = (filter: Partial<RevisionFilter> = {}) => store.revisions({ limit: 9, ...filter });
        const all = await read();
        expect(all[0]).toEqual(total);
        expect(all.slice(1)).toEqual(expect.arrayContaining(rows));
        expect(all).toHaveLength(4);
        expect(await read({ of: 'totals' })).toEqual([total]);
        expect(await read({ of: 'rows' })).toEqual(all.slice(1));
        expect(await read({ measure: 'cost' })).toEqual([total, rows[2]]);
        expect(await read({ limit: 2, offset: 1 })).toEqual(all.slice(1, 3));
        expect(await read({ window: { start: FIRST_DAY + DAY, end: LATER } })).toEqual([]);
        expect(await read({ seenSince: LATER + 6 })).toEqual([]);
        expect(await store.verify()).toEqual([]);
      }));

    test('of very many rows, list some and add up the rest', () =>
      withDeclared(async (store) => {
        const rows = (tokens: number) =>
          Array.from({ length: 250 }, (_, index) => [`m${index}`, null, tokens] as const);
        await store.commit(commitOf([bucket(0, rows(2))]));
        await store.commit(commitOf([bucket(0, rows(3))], { syncedAt: LATER + 5 }));
        const revisions = await store.revisions({ of: 'rows', limit: 999 });
        const listed = revisions.filter(({ dimensions }) => dimensions !== undefined);
        expect(listed).toHaveLength(200);
        expect(revisions.filter(({ dimensions }) => dimensions === undefined)).toMatchObject([
          { measure: 'tokens', moreRows: 50, before: '100', after: '150' },
        ]);
      }));

    test('what is read again as it was is fresh, and whole again', () =>
      withDeclared(async (store) => {
        const rows: Parameters<typeof bucket>[1] = [['x', 'p', 9_007_199_254_740_991, '0.1']];
        await store.commit(commitOf([bucket(0, rows)]));
        await store.commit(commitOf([bucket(0, [])], { syncedAt: LATER + 5 }));
        const summary = await store.commit(commitOf([bucket(0, rows)], { syncedAt: LATER + 9 }));
        expect(summary).toMatchObject({ buckets: 1, rows: 1, revised: [] });
        expect(await states(store)).toEqual([[0, 1]]);
        const [stored] = await store.storedBuckets('a', TEST_RESOURCE.name, { start: 0, end: LATER });
        expect(stored?.syncedAt).toBe(LATER + 9);
        expect(await store.verify()).toEqual([]);
      }));

    test('a bucket that was still running when it was read is no revision', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1]])], { syncedAt: FIRST_DAY + DAY - 1 }));
        await store.commit(commitOf([bucket(0, [['x', null, 2]])]));
        expect(await store.revisions({ limit: 9 })).toEqual([]);
      }));

    test('another question is no revision', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        await store.commit(commitOf([bucket(0, [['x', null, 2]])], { identity: 'one project' }));
        expect(await store.revisions({ limit: 9 })).toEqual([]);
        for (const read of [store.storedBuckets, store.buckets]) {
          const [stored] = await read('a', TEST_RESOURCE.name, { start: 0, end: LATER });
          expect(stored?.identity).toBe('one project');
        }
      }));
  });

  describe('the history that is wanted', () => {
    test('is remembered as it was wanted last', () =>
      withDeclared(async (store) => {
        const { name } = TEST_RESOURCE;
        expect(await store.historyStart('a', name)).toBeNull();
        await store.setHistoryStart('a', name, FIRST_DAY);
        await store.setHistoryStart('a', name, FIRST_DAY + DAY);
        expect(await store.historyStart('a', name)).toBe(FIRST_DAY + DAY);
        await expect(store.setHistoryStart('a', 'nothing', FIRST_DAY)).rejects.toThrow('not declared');
      }));
  });

  describe('keeping house', () => {
    test('counts buckets, rows and the numbers in them', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [
              ['x', null, 1],
              ['y', null, 1, '2'],
            ]),
            bucket(3, []),
          ]),
        );
        expect(await store.counts()).toEqual([
          {
            connector: 'a',
            resource: TEST_RESOURCE.name,
            buckets: 2,
            rows: 2,
            samples: 3,
            first: FIRST_DAY,
            last: FIRST_DAY + 3 * DAY,
          },
        ]);
        expect(await store.size()).toBeGreaterThan(0);
      }));

    test('tells the newest bucket of each resource of a connector', () =>
      withDeclared(async (store) => {
        await store.declare('a', [{ ...TEST_RESOURCE, name: 'empty' }]);
        await store.declare('other', [TEST_RESOURCE]);
        await store.commit(commitOf([bucket(0, [['x', null, 1]]), bucket(3, [])]));
        await store.commit({ ...commitOf([bucket(5, [])]), connector: 'other' });
        expect(await store.newestBuckets('a')).toEqual([
          { resource: TEST_RESOURCE.name, start: FIRST_DAY + 3 * DAY },
        ]);
        expect(await store.newestBuckets('unheard-of')).toEqual([]);
      }));

    test('forgets the values that no row has any more, of one connector', () =>
      withDeclared(async (store) => {
        await store.declare('other', [TEST_RESOURCE]);
        const commit = (model: string) => commitOf([bucket(0, [[model, null, 1]])]);
        for (const connector of ['a', 'other']) {
          for (const model of ['old', 'x']) await store.commit({ ...commit(model), connector });
        }
        expect(await store.forgetUnused('a')).toBe(1);
        expect(await store.forgetUnused('a')).toBe(0);
        expect(await store.forgetUnused('other')).toBe(1);
        expect(await ask(store, { by: ['model'] })).toEqual([['x', '1']]);
        // What was forgotten may come again.
        await store.commit(commit('old'));
        expect(await ask(store, { by: ['model'] })).toEqual([['old', '1']]);
        expect(await store.verify()).toEqual([]);
      }));

    test('deletes old buckets and the values that only they had', () =>
      withDeclared(async (store) => {
        const commit = commitOf([bucket(0, [['old', null, 1]]), bucket(1, [['x', null, 2]])]);
        await store.commit(commit);
        expect(await store.deleteBefore('a', TEST_RESOURCE.name, FIRST_DAY + DAY)).toBe(1);
        expect(await ask(store)).toEqual([['2']]);
        expect(await store.dimensionValues('a', TEST_RESOURCE.name, 'model')).toEqual(['x']);
        await store.commit(commit);
        expect(await ask(store, { by: ['model'] })).toEqual([
          ['old', '1'],
          ['x', '2'],
        ]);
        expect(await store.verify()).toEqual([]);
      }));

    test('lists the values of a dimension, most frequent first', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [
              ['b', 'p', 1],
              ['a', 'p', 1],
              ['b', 'q', 1],
              [null, 'q', 1],
            ]),
          ]),
        );
        const values = (options?: { limit?: number; contains?: string }) =>
          store.dimensionValues('a', TEST_RESOURCE.name, 'model', options);
        expect(await values()).toEqual(['b', 'a', null]);
        expect(await values({ limit: 1 })).toEqual(['b']);
        expect(await values({ contains: 'A' })).toEqual(['a']);
        expect(await values({ contains: '%' })).toEqual([]);
        expect(await store.dimensionValues('a', TEST_RESOURCE.name, 'unheard-of')).toEqual([]);
      }));
  });
}
