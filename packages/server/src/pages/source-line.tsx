import { toIso } from '@shipstats/core';
import type { SourceView } from '../source-view.ts';
import { Ago } from '../ui/index.ts';
import { SourcePill } from './source-pill.tsx';

/** How a source stands, in a line. */
export function SourceLine({ source, now }: { readonly source: SourceView; readonly now: Date }) {
  const { name, title, lastRun } = source.state;
  return (
    <p>
      <SourcePill status={source.status} /> <a href={`/sources/${encodeURIComponent(name)}`}>{title}</a>{' '}
      <span class="soft">
        {lastRun ? (
          <>
            last sync <Ago at={toIso(lastRun.finishedAt ?? lastRun.startedAt)} now={now} />
          </>
        ) : source.status === 'never' ? null : (
          'never synced'
        )}
      </span>
    </p>
  );
}
