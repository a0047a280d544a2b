import type { Simulator } from '@shipstats/connector-openai/simulator';
import type { Clock } from '@shipstats/core';
import { DEMO_ORIGIN } from './demo-config.ts';

/** The seed of the demonstration's world: the same numbers for everybody, at every start. */
const DEMO_SEED = 42;
/** The simulator's own key. */
export const DEMO_KEY = 'sk-admin-simulated';

/** The simulator as a source: it starts with the first request, on a free port of this machine. */
export interface DemoSource {
  readonly fetch: typeof fetch;
  close(): Promise<void>;
}

/**
 * Makes the demonstration's source. Seed and day decide what it answers, so that a sync of a later start goes on
 * from what is stored as it would with the real API.
 */
export function createDemoSource(options: {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}): DemoSource {
  let starting: Promise<Simulator> | undefined;
  const start = async () => {
    const { startSimulator } = await import('@shipstats/connector-openai/simulator');
    return startSimulator({
      seed: DEMO_SEED,
      now: options.clock,
      adminKey: DEMO_KEY,
      // So that costs beside usage have something to show.
      switches: { billingErrors: true },
    });
  };
  return {
    fetch: async (input, init) => {
      starting ??= start();
      const { url } = await starting;
      const wanted = input instanceof Request ? input.url : String(input);
      return options.fetch(wanted.replace(DEMO_ORIGIN, url), init);
    },
    close: async () => {
      const simulator = await starting?.catch(() => undefined); // who asked was told why it did not start
      await simulator?.close();
    },
  };
}
