import type { IndexUpkeep } from '@shipstats/registry';
import { EXIT } from './exit-codes.ts';
import { createLineView, type LineView } from './index-progress-view.ts';
import { type GlobalOptions, loadRuntime } from './runtime.ts';
import type { Session } from './session.ts';

export interface WorkOnIndexOptions {
  /** Gives the code that the process ends with. */
  readonly work: (searchIndex: IndexUpkeep, view: LineView, signal: AbortSignal) => Promise<number>;
  /** Said where it was stopped by the user. */
  readonly stopped: string;
}

/** Works on the search index behind everybody else on the machine, until it is done or the user stops it. */
export async function workOnIndex(
  options: GlobalOptions,
  session: Session,
  { work, stopped }: WorkOnIndexOptions,
): Promise<number> {
  session.letOthersGoFirst();
  const signal = session.stopSignal();
  const runtime = await loadRuntime(options, session, { withoutConfig: 'demo' });
  const view = createLineView(session);
  try {
    const { explore } = await runtime.npm();
    return await work(explore.searchIndex, view, signal);
  } catch (error) {
    view.end();
    if (!signal.aborted) throw error;
    session.stderr.write(`${stopped}\n`);
    return EXIT.interrupted;
  } finally {
    await runtime.close();
  }
}
