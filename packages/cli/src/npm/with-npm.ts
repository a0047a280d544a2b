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
      const { explore } = await runtime.npm();
      await prepareDemoIndex(runtime);
      const code = await act({ explore, downloads, clock: runtime.clock }).finally(() => downloads.close());
      if (failures.length > 0) throw failures[0];
      return code;
    } finally {
      await store.close();
    }
  } finally {
    await runtime.close();
  }
}
