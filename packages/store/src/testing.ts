import type { Store } from './store.ts';
import { testHistory } from './testing/history-contract.ts';
import { testNames } from './testing/names-contract.ts';
import { testPartitions } from './testing/partition-contract.ts';
import { testAgainstOracle, testPartitionsAgainstOracle } from './testing/property-contract.ts';
import { testSamples } from './testing/samples-contract.ts';
import { testSyncState } from './testing/state-contract.ts';

/**
 * The contract of a store as tests: call it inside a `describe` of the engine's own test file, and add what only that
 * engine can do wrong.
 *
 * Needs Vitest and fast-check, and compares with the plain-JavaScript store in `testing/oracle.ts`.
 *
 * @param makeStore opens an empty store; the suite closes it
 */
export function testStore(makeStore: () => Promise<Store>): void {
  const withStore = async (act: (store: Store) => Promise<void>) => {
    const store = await makeStore();
    try {
      await act(store);
    } finally {
      await store.close();
    }
  };
  testSamples(withStore);
  testHistory(withStore);
  testSyncState(withStore);
  testNames(withStore);
  testPartitions(withStore);
  testAgainstOracle(withStore);
  testPartitionsAgainstOracle(withStore);
}
