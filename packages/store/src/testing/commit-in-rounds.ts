import { DAY } from '@shipstats/core';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { FIRST_DAY, TEST_RESOURCE } from './resource.ts';

/**
 * A process that writes, to be killed or to meet others: `commit-in-rounds.ts FILE CONNECTOR ROUNDS`.
 *
 * Round n commits three buckets of 400 rows, each row with the number n, and n as the progress. Prints a line when it
 * has committed for the first time.
 */
const [file = '', connector = '', rounds = '0'] = process.argv.slice(2);
const store = await openSqliteStore({ file });
await store.declare(connector, [TEST_RESOURCE]);
const before = await store.progress(connector, TEST_RESOURCE.name);
const first = (before?.nextStart ?? 0) + 1;
for (let round = first; round < first + Number(rounds); round += 1) {
  await store.commit({
    connector,
    resource: TEST_RESOURCE.name,
    buckets: [0, 1, 2].map((day) => ({
      start: FIRST_DAY + day * DAY,
      rows: Array.from({ length: 400 }, (_, row) => ({
        dimensions: [`model ${row % 7}`, `round ${round % 5}`, `key ${row}`],
        values: [round, null],
      })),
      quarantined: [],
    })),
    syncedAt: FIRST_DAY + round,
    identity: 'all',
    progress: {
      window: { start: FIRST_DAY, end: FIRST_DAY + 3 * DAY },
      nextStart: round,
      cursor: null,
      identity: 'all',
    },
    lease: null,
  });
  if (round === first) console.log('committed');
}
await store.close();
