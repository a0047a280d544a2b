import { type CheckResult, type Clock, ConnectorError, DAY, toDayUtc, toUnixSeconds } from '@shipstats/core';
import type { DownloadsClient } from '@shipstats/registry';
import { withHint } from './with-hint.ts';

export interface CheckOptions {
  readonly downloads: DownloadsClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Asks for the registry's totals of the last week: one request shows whether the service answers, and until when. */
export async function checkDownloads({
  downloads,
  clock,
  signal,
}: CheckOptions): Promise<readonly CheckResult[]> {
  const name = `npm downloads (${downloads.host})`;
  const now = toUnixSeconds(clock());
  try {
    const days = await downloads.registryRange(toDayUtc(now - 7 * DAY), toDayUtc(now - DAY), {
      priority: 'now',
      signal,
    });
    const through = days.findLast((each) => each.downloads > 0)?.day;
    const message =
      through === undefined
        ? 'reachable, but the last seven days are not counted'
        : `reachable: counted through ${through}`;
    return [{ name, ok: true, message }];
  } catch (thrown) {
    const error = withHint(thrown);
    if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
    return [
      { name, ok: false, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) },
    ];
  }
}
