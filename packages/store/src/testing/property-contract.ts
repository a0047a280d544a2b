import { formatDecimal, type ReadRequest } from '@shipstats/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { commitHistories, readRequests } from './arbitrary.ts';
import { createOracle } from './oracle.ts';
import { FIRST_DAY, LATER, TEST_RESOURCE } from './resource.ts';

const EVER = { start: 0, end: 2 * LATER };

/** Random histories and questions: the engine answers as plain JavaScript does. */
export function testAgainstOracle(withStore: (act: (store: Store) => Promise<void>) => Promise<void>): void {
  describe('any history of commits', () => {
    test('gives the same answers as adding up by hand', () =>
      withStore(async (store) => {
        let round = 0;
        await fc.assert(
          fc.asyncProperty(
            commitHistories,
            fc.array(readRequests, { minLength: 6, maxLength: 12 }),
            fc.nat(6),
            async (history, requests, daysToDelete) => {
              round += 1;
              const connector = `round ${round}`;
              const oracle = createOracle(TEST_RESOURCE);
              await store.declare(connector, [TEST_RESOURCE]);
              for (const commit of history) {
                const expected = oracle.commit({ ...commit, connector });
                expect(await store.commit({ ...commit, connector })).toEqual(expected);
              }
              const compare = async () => {
                expect(await store.storedBuckets(connector, TEST_RESOURCE.name, EVER)).toEqual(
                  oracle.buckets(),
                );
                for (const request of requests) {
                  expect(await answer(store, { ...request, connector })).toEqual(
                    oracle.read({ ...request, connector }),
                  );
                }
                for (const { name } of TEST_RESOURCE.dimensions) {
                  expect(await store.dimensionValues(connector, TEST_RESOURCE.name, name)).toEqual(
                    oracle.values(name),
                  );
                }
              };
              await compare();
              const revisions = await store.revisions({ connector, limit: 1_000 });
              expect([...revisions].reverse()).toEqual(oracle.revisions);

              const before = FIRST_DAY + daysToDelete * 86_400;
              expect(await store.deleteBefore(connector, TEST_RESOURCE.name, before)).toBe(
                oracle.deleteBefore(before),
              );
              await compare();
            },
          ),
          { numRuns: 40, interruptAfterTimeLimit: 10_000 },
        );
        expect(await store.verify()).toEqual([]);
      }));
  });
}

async function answer(store: Store, request: ReadRequest): Promise<string[]> {
  const rows = await store.read(request);
  return rows
    .map(
      ({ bucket, dimensions, value }) =>
        `${JSON.stringify([bucket, dimensions])} ${value === null ? null : formatDecimal(value)}`,
    )
    .sort();
}
