import { toIso } from '@shipstats/core';
import type { SourceState } from '../sync-control.ts';
import { Ago, type Status, StatusPill } from '../ui/index.ts';

/** How a source stands, in a line. */
export function SourceLine({ source, now }: { readonly source: SourceState; readonly now: Date }) {
  const { lastRun } = source;
  return (
    <p>
      <StatusPill status={stateStatus(source)} />{' '}
      <a href={`/sources/${encodeURIComponent(source.name)}`}>{source.title}</a>{' '}
      <span class="soft">
        {lastRun ? (
          <>
            last sync <Ago at={toIso(lastRun.finishedAt ?? lastRun.startedAt)} now={now} />
          </>
        ) : (
          'never synced'
        )}
      </span>
    </p>
  );
}

function stateStatus({ enabled, running, lastRun }: SourceState): Status {
  if (running) return 'running';
  if (!enabled) return 'off';
  switch (lastRun?.status) {
    case undefined:
      return 'waiting';
    case 'succeeded':
      return 'ok';
    case 'partial':
      return 'warning';
    default:
      return 'failed';
  }
}
