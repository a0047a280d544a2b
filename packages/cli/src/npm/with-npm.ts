import type { Clock } from '@shipstats/core';
import type { Explore } from '@shipstats/registry';
import type { Downloads } from '@shipstats/server';
import { prepareDemoIndex } from '../demo/prepare-demo-index.ts';
import { type GlobalOptions, loadRuntime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { openDownloads } from './open-downloads.ts';

/** What a command about packages works with. */
export interface NpmTools {
  readonly explore: Explore;
  readonly downloads: Downloads;
  readonly clock: Clock;
  /** To be called before a search: makes the index of a demonstration. */
  prepareIndex(): Promise<void>;
}

/** Opens npm and the store for one command, which needs no configuration, and closes them after it. */
export async function withNpm(
  options: GlobalOptions,
  session: Session,
  act: (tools: NpmTools) => Promise<number>,
): Promise<number> {
  const runtime = await loadRuntime(options, session, { withoutConfig: 'demo' });
  try {
    const store = await runtime.openStore();
    try {
      const failures: unknown[] = [];
      const downloads = await openDownloads(runtime, store, (error) => failures.push(error));
      const actOn = async () => {
        const { explore } = await runtime.npm();
        const warn = (text: string) => session.stderr.write(`warning: ${text}\n`);
        const prepareIndex = () => prepareDemoIndex(runtime, warn);
        return act({ explore, downloads, clock: runtime.clock, prepareIndex });
      };
      const code = await actOn().finally(() => downloads.close());
      if (failures.length > 0) throw failures[0];
      return code;
    } finally {
      await store.close();
    }
  } finally {
    await runtime.close();
  }
}
