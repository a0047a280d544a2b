import { formatDecimal, type ReadRequest } from '@shipstats/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { commitHistories, partitionHistories, partitionNames, readRequests } from './arbitrary.ts';
import { createOracle, sortRevisions } from './oracle.ts';
import { FIRST_DAY, LATER, PARTITIONED_RESOURCE, TEST_RESOURCE, VERSIONED_RESOURCE } from './resource.ts';

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
              const revisions = await store.revisions({ connector, limit: 100_000 });
              expect(sortRevisions(revisions)).toEqual(sortRevisions(oracle.revisions));

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

/** The same of resources whose partitions have a history each. */
export function testPartitionsAgainstOracle(
  withStore: (act: (store: Store) => Promise<void>) => Promise<void>,
): void {
  describe.each([PARTITIONED_RESOURCE, VERSIONED_RESOURCE])('any history of partitions: $name', (spec) => {
    test('gives the same answers as adding up by hand', () =>
      withStore(async (store) => {
        let round = 0;
        await fc.assert(
          fc.asyncProperty(
            partitionHistories(spec),
            fc.array(readRequests, { minLength: 6, maxLength: 12 }),
            fc.array(partitionNames, { minLength: 1, maxLength: 3 }),
            fc.nat(6),
            async (history, requests, nameLists, daysToDelete) => {
              round += 1;
              const connector = `round ${round}`;
              const oracle = createOracle(spec);
              await store.declare(connector, [spec]);
              for (const commit of history) {
                const expected = oracle.commit({ ...commit, connector });
                expect(await store.commit({ ...commit, connector })).toEqual(expected);
              }
              const compare = async () => {
                for (const names of nameLists) {
                  const each = names.map((name) => oracle.buckets(name));
                  expect(await store.partitionBuckets(connector, spec.name, EVER, names)).toEqual(each);
                  const joined = await store.buckets(connector, spec.name, EVER, names);
                  expect(joined).toEqual(oracle.joined(names));
                }
                for (const request of requests) {
                  const asked = { ...request, resource: spec.name, connector };
                  expect(await answer(store, asked)).toEqual(oracle.read(asked));
                }
                for (const { name } of spec.dimensions) {
                  expect(await store.dimensionValues(connector, spec.name, name)).toEqual(
                    oracle.values(name),
                  );
                }
              };
              await compare();
              const revisions = await store.revisions({ connector, limit: 100_000 });
              expect(sortRevisions(revisions)).toEqual(sortRevisions(oracle.revisions));

              const before = FIRST_DAY + daysToDelete * 86_400;
              // Partitions that hold nothing are forgotten; one that is kept up to date is not.
              await store.trackPartitions(connector, spec.name, ['', '10', 'x']);
              expect(await store.deleteBefore(connector, spec.name, before)).toBe(
                oracle.deleteBefore(before),
              );
              await compare();
            },
          ),
          { numRuns: 30, interruptAfterTimeLimit: 5_000 },
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
