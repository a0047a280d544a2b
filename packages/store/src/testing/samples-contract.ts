import { DAY, StoreError } from '@shipstats/core';
import { describe, expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { ask, bucket, commitOf, type Row, states } from './commits.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from './resource.ts';

/** Rows of whole buckets: how they are written, replaced and read. */
export function testSamples(withStore: (act: (store: Store) => Promise<void>) => Promise<void>): void {
  const withDeclared = (act: (store: Store) => Promise<void>) =>
    withStore(async (store) => {
      await store.declare('a', [TEST_RESOURCE]);
      await act(store);
    });

  describe('the version', () => {
    test('stays while nothing is written, and changes with every write', () =>
      withStore(async (store) => {
        const run = await store.startRun('a', 'start', LATER);
        const versions = [await store.version()];
        const changes: (() => Promise<unknown>)[] = [
          () => store.declare('a', [TEST_RESOURCE]),
          () => store.commit(commitOf([bucket(0, [['x', null, 1]])])),
          () => store.commit(commitOf([bucket(0, [])])),
          () => store.finishRun(run, 'succeeded', [], LATER),
          () => store.deleteBefore('a', TEST_RESOURCE.name, LATER),
        ];
        for (const change of changes) {
          await change();
          await ask(store);
          versions.push(await store.version());
          expect(await store.version()).toBe(versions.at(-1));
        }
        expect(new Set(versions).size).toBe(changes.length + 1);
      }));
  });

  describe('writing buckets', () => {
    test('what was never stored has no rows and no buckets', () =>
      withDeclared(async (store) => {
        expect(await ask(store)).toEqual([]);
        expect(await ask(store, { bucketed: true, by: ['model'] })).toEqual([]);
        expect(await ask(store, { resource: 'unheard-of' })).toEqual([]);
        expect(await states(store)).toEqual([]);
      }));

    test('replaces whole buckets and leaves the others alone', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [['x', null, 1]]),
            bucket(1, [
              ['x', null, 2],
              ['y', null, 3],
            ]),
          ]),
        );
        await store.commit(commitOf([bucket(1, [['y', null, 10]])]));
        expect(await ask(store, { bucketed: true, by: ['model'] })).toEqual([
          [0, 'x', '1'],
          [1, 'y', '10'],
        ]);
        expect(await states(store)).toEqual([
          [0, 1],
          [1, 1],
        ]);
      }));

    test('does not touch the first bucket after a window', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(2, [['x', null, 5]])]));
        await store.commit(commitOf([bucket(0, [['x', null, 1]]), bucket(1, [['x', null, 1]])]));
        const window = { start: FIRST_DAY, end: FIRST_DAY + 2 * DAY };
        expect(await ask(store, { window })).toEqual([['2']]);
        expect(await ask(store)).toEqual([['7']]);
      }));

    test('adds up rows with equal dimensions, once however often they are committed', () =>
      withDeclared(async (store) => {
        const twice = [
          bucket(0, [
            ['x', 'p', 8, '0.1'],
            ['x', 'p', 1, '0.2'],
            ['x', null, 4],
          ]),
        ];
        for (let round = 0; round < 2; round += 1) {
          const summary = await store.commit(commitOf(twice));
          expect(summary).toEqual({ buckets: 1, rows: 2, quarantined: 0, vanished: [], revised: [] });
        }
        expect(await ask(store, { by: ['project'] })).toEqual([
          [null, '4'],
          ['p', '9'],
        ]);
        expect(await ask(store, { measure: 'cost' })).toEqual([['0.3']]);
        expect(await store.revisions({ limit: 9 })).toEqual([]);
      }));

    test('of the same bucket twice in a commit, the last one wins as a whole', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [
              ['x', null, 1],
              ['z', null, 1],
            ]),
            bucket(0, [['x', null, 2]]),
          ]),
        );
        expect(await ask(store)).toEqual([['2']]);
      }));

    test('keeps none, the empty text and the text "null" apart', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [
              [null, null, 1],
              ['', null, 2],
              ['null', null, 4],
            ]),
          ]),
        );
        expect(await ask(store, { by: ['model'] })).toEqual([
          [null, '1'],
          ['', '2'],
          ['null', '4'],
        ]);
        expect(await ask(store, { filter: [{ field: 'model', op: 'eq', value: null }] })).toEqual([['1']]);
        expect(await ask(store, { filter: [{ field: 'model', op: 'neq', value: 'null' }] })).toEqual([['3']]);
      }));

    test('tells rows without a number from rows of zero', () =>
      withDeclared(async (store) => {
        await store.commit(
          commitOf([
            bucket(0, [
              ['x', null, null],
              ['y', null, 0],
            ]),
            bucket(1, [['x', null, null]]),
          ]),
        );
        expect(await ask(store, { by: ['model'] })).toEqual([
          ['x', null],
          ['y', '0'],
        ]);
        expect(await ask(store, { bucketed: true })).toEqual([
          [0, '0'],
          [1, null],
        ]);
      }));

    test('sums beyond 2^53 are exact', () =>
      withDeclared(async (store) => {
        const max = Number.MAX_SAFE_INTEGER;
        await store.commit(
          commitOf([
            bucket(0, [
              ['x', 'p', max],
              ['x', 'q', max],
              ['x', 'q', 2],
              ['y', null, max],
            ]),
          ]),
        );
        expect(await ask(store)).toEqual([['27021597764222975']]);
        expect(await ask(store, { by: ['model'] })).toEqual([
          ['x', '18014398509481984'],
          ['y', '9007199254740991'],
        ]);
      }));

    test('money of 36 decimals is exact, of either sign', () =>
      withDeclared(async (store) => {
        const rows: Row[] = [
          ['x', 'p', null, '0.123456789012345678901234567890123456'],
          ['x', 'q', null, '-0.000000000000000000000000000000000007'],
          ['x', 'r', null, '9000000000.000000000000000001'],
          ['y', 's', null, '-3.21'],
        ];
        await store.commit(commitOf([bucket(0, rows), bucket(1, [['y', 's', null, '3.2']])]));
        expect(await ask(store, { measure: 'cost', by: ['model'] })).toEqual([
          ['x', '9000000000.123456789012345679901234567890123449'],
          ['y', '-0.01'],
        ]);
      }));

    test.each([
      ['37 decimals', [null, `0.${'0'.repeat(36)}1`]],
      ['an amount beyond 64 bits', [null, '9223372036854775808']],
      ['a fraction of a token', [0.5, null]],
      ['a token count beyond 2^53', [2 ** 53, null]],
      ['not a number', [Number.NaN, null]],
    ] as const)('refuses %s and stores nothing of the commit', (_, [tokens, cost]) =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        const bad: Row = cost === null ? ['x', 'bad', tokens] : ['x', 'bad', tokens, cost];
        const commit = commitOf([bucket(0, [['x', 'good', 5]]), bucket(1, [['x', 'good', 7], bad])], {
          progress: { window: { start: 0, end: 9 }, nextStart: 1, cursor: null, identity: 'all' },
        });
        await expect(store.commit(commit)).rejects.toThrow(StoreError);
        expect(await ask(store)).toEqual([['1']]);
        expect(await states(store)).toEqual([[0, 1]]);
        expect(await store.progress('a', TEST_RESOURCE.name)).toBeNull();
        expect(await store.dimensionValues('a', TEST_RESOURCE.name, 'project')).toEqual([null]);
        // What was looked up for the refused rows must not linger.
        await store.commit(commitOf([bucket(1, [['x', 'good', 7]])]));
        expect(await ask(store, { by: ['project'] })).toEqual([
          [null, '1'],
          ['good', '7'],
        ]);
        expect(await store.verify()).toEqual([]);
      }),
    );

    test('refuses rows that are not shaped as declared, and resources that were not', () =>
      withDeclared(async (store) => {
        const short = { ...bucket(0, []), rows: [{ dimensions: ['x'], values: [1, null] }] };
        await expect(store.commit(commitOf([short]))).rejects.toThrow(StoreError);
        await expect(store.commit(commitOf([], { resource: 'unheard-of' }))).rejects.toThrow(StoreError);
      }));

    test('keeps resources of the same name under other connectors apart', () =>
      withDeclared(async (store) => {
        await store.declare('b', [TEST_RESOURCE]);
        await store.commit(commitOf([bucket(0, [['x', null, 1]])]));
        await store.commit(commitOf([bucket(0, [['x', null, 2]])], { connector: 'b' }));
        expect(await ask(store)).toEqual([['1']]);
        expect(await ask(store, { connector: 'b' })).toEqual([['2']]);
      }));

    test('takes new dimensions and measures, in any order, and keeps what is stored', () =>
      withDeclared(async (store) => {
        await store.commit(commitOf([bucket(0, [['x', 'p', 1, '0.5']])]));
        const [model, project, key] = TEST_RESOURCE.dimensions;
        const [tokens, cost] = TEST_RESOURCE.measures;
        if (!model || !project || !key || !tokens || !cost)
          throw new Error('the test resource is incomplete');
        const wider = {
          ...TEST_RESOURCE,
          dimensions: [{ name: 'tier', description: 'New.' }, key, project, model],
          measures: [{ ...cost, name: 'fee' }, cost, tokens],
        };
        await store.declare('a', [wider]);
        const rows = [
          { dimensions: [null, null, 'p', 'x'], values: [null, null, 10] },
          { dimensions: ['fast', null, 'p', 'x'], values: [{ coefficient: 25n, scale: 2 }, null, 100] },
        ];
        await store.commit(commitOf([{ start: FIRST_DAY + DAY, rows, quarantined: [] }]));
        expect(await ask(store, { by: ['tier'] })).toEqual([
          [null, '11'],
          ['fast', '100'],
        ]);
        expect(await ask(store, { by: ['model', 'project'] })).toEqual([['x', 'p', '111']]);
        expect(await ask(store, { measure: 'fee' })).toEqual([['0.25']]);
        expect(await ask(store, { measure: 'cost' })).toEqual([['0.5']]);
        expect(await store.verify()).toEqual([]);
      }));
  });
}
