import { toIso, toUnixSeconds } from '@shipstats/core';
import type { ResourceRun, Run } from '@shipstats/store';
import { progressWords } from '@shipstats/sync';
import type { Context } from 'hono';
import { requireEnabled } from '../api/sources.ts';
import type { AppContext } from '../app-context.ts';
import { DataTable } from '../chart/index.ts';
import { type ResourceView, readSources, type SourceView } from '../source-view.ts';
import { Ago, Button, bucketWords, Card, countNoun, EmptyState, Notice, PageHead } from '../ui/index.ts';
import { renderPage } from './render-page.tsx';
import { SourcePill } from './source-pill.tsx';

/** `/sources`: how every connector stands, what is wrong and how to mend it. */
export async function renderSources(http: Context, context: AppContext) {
  const sources = await readSources(context);
  const now = context.clock();
  return renderPage(
    http,
    context,
    {
      title: 'Sources',
      description:
        'Where the numbers come from: the last and the next sync of each source, and what needs a hand.',
      section: 'sources',
    },
    <>
      <PageHead title="Sources" lede="Where the numbers come from, and how fresh they are.">
        {context.access === null ? null : (
          <form method="post" action="/logout">
            <Button>Log out</Button>
          </form>
        )}
      </PageHead>
      {sources.length === 0 ? (
        <EmptyState kind="nothing-found" title="No source yet">
          <p>
            Name one under <code>connectors</code> in your configuration.{' '}
            <a href="/connect">How to connect</a>
          </p>
        </EmptyState>
      ) : (
        sources.map((source) => <SourceCard source={source} now={now} isLinked />)
      )}
    </>,
  );
}

/** The "Sync now" button of a page: starts a sync and leads back. */
export async function syncNow(http: Context, context: AppContext, name: string) {
  await requireEnabled(name, context);
  await context.sync.trigger(name);
  return http.redirect(`/sources/${encodeURIComponent(name)}`, 303);
}

/** A source with its state, its troubles and its resources. */
export function SourceCard(props: {
  readonly source: SourceView;
  readonly now: Date;
  readonly isLinked?: boolean;
}) {
  const { source, now, isLinked = false } = props;
  const { state } = source;
  const path = `/sources/${encodeURIComponent(state.name)}`;
  return (
    <Card {...(isLinked ? { title: state.title, href: path } : { title: 'Endpoints' })} isWide>
      <div
        class="source"
        id={`source-${state.name}`}
        data-source={state.name}
        data-run={`${state.lastRun?.id ?? ''}`}
        data-running={state.running ? '' : undefined}
      >
        <p class="source-state">
          <SourcePill status={source.status} />{' '}
          <span class="soft" data-times>
            <Times source={source} now={now} />
          </span>
        </p>
        <Troubles source={source} />
        <ResourceTable source={source} now={now} />
        <div class="source-act">
          {state.enabled ? (
            <form method="post" action={`${path}/sync`}>
              <Button
                kind={source.status === 'never' ? 'primary' : 'quiet'}
                isDisabled={state.running !== null}
              >
                {state.running ? 'Syncing …' : 'Sync now'}
              </Button>
            </form>
          ) : null}
          <p class="soft" data-message aria-live="polite" />
        </div>
      </div>
    </Card>
  );
}

function Times({ source, now }: { readonly source: SourceView; readonly now: Date }) {
  const { running, lastRun, nextAt } = source.state;
  if (running) return <>{progressWords(running, toUnixSeconds(now))}</>;
  return (
    <>
      {lastRun ? (
        <>
          last sync <Ago at={toIso(lastRun.finishedAt ?? lastRun.startedAt)} now={now} />
        </>
      ) : source.status === 'never' ? null : (
        'never synced'
      )}
      {nextAt === null ? null : (
        <>
          {lastRun || source.status !== 'never' ? ' · ' : ''}
          next {inTime(nextAt * 1000 - now.getTime())}
        </>
      )}
    </>
  );
}

/** Everything that needs a hand, each with what to do. */
function Troubles({ source }: { readonly source: SourceView }) {
  const troubles = source.resources.flatMap(({ spec, run, freshness }) => {
    const message = run?.error?.message ?? freshness.lastError;
    return message === null || message === undefined
      ? []
      : [{ title: spec.title, message, hint: run?.error?.hint, retryAt: run?.error?.retryAt }];
  });
  // One cause fails many endpoints: said once, with all that it fails.
  const groups = Map.groupBy(troubles, (trouble) => trouble.message);
  return (
    <>
      {source.state.lastRun?.status === 'interrupted' && !source.state.running ? (
        <Notice kind="warn" title="The last sync was interrupted">
          <p>Nothing is lost: the next one goes on where it stopped.</p>
        </Notice>
      ) : null}
      {[...groups].map(([message, group]) => (
        <Notice kind="error" title={group.map(({ title }) => title).join(', ')}>
          <p>{message}</p>
          {group[0]?.hint === undefined ? null : <p>{group[0].hint}</p>}
          {group[0]?.retryAt === undefined ? null : (
            <p class="soft">It may be asked again at {group[0].retryAt}.</p>
          )}
        </Notice>
      ))}
      {source.resources.flatMap(({ spec, run }) =>
        (run?.warnings ?? []).slice(0, 3).map((warning) => (
          <Notice kind="warn" title={spec.title}>
            <p>{warning}</p>
          </Notice>
        )),
      )}
    </>
  );
}

const RUN_WORDS: Readonly<Record<ResourceRun['status'], string>> = {
  pending: 'waiting',
  running: 'syncing',
  succeeded: 'in sync',
  partial: 'in part',
  failed: 'failed',
  skipped: 'skipped',
};

function ResourceTable({ source, now }: { readonly source: SourceView; readonly now: Date }) {
  return (
    <DataTable
      label={`Endpoints of ${source.state.title}`}
      isStacked
      columns={[
        { label: 'Endpoint' },
        { label: 'Last sync' },
        { label: 'Through' },
        { label: 'Provisional', isNumber: true },
        { label: 'Unknown', isNumber: true },
        { label: 'Rows', isNumber: true },
        { label: 'Requests', isNumber: true },
        { label: 'Quarantined', isNumber: true },
      ]}
      rows={source.resources.map(({ spec, run, stamp, counts, quarantined, freshness }) => [
        <>
          {spec.title} <code class="endpoint">{spec.endpoint}</code>
        </>,
        <SyncCell view={{ spec, run, freshness }} running={source.state.running} now={now} />,
        stamp.through === null
          ? '–'
          : `${bucketWords(stamp.through, now)}${stamp.partial ? ', partial' : ''}`,
        countNoun(stamp.provisionalBuckets, spec.granularity),
        countNoun(stamp.unknownBuckets + stamp.incompleteBuckets, spec.granularity),
        (counts?.rows ?? 0).toLocaleString('en-US'),
        run ? `${run.requests}${run.retries > 0 ? ` (${run.retries} again)` : ''}` : '–',
        quarantined === 0 ? (
          '0'
        ) : (
          <a href={`/sources/${encodeURIComponent(source.state.name)}#quarantine`}>{quarantined}</a>
        ),
      ])}
    />
  );
}

/** What an endpoint's last sync came to, or how far the one at work is: in the same room, so that nothing moves. */
function SyncCell(props: {
  readonly view: Pick<ResourceView, 'spec' | 'run' | 'freshness'>;
  readonly running: Run | null;
  readonly now: Date;
}) {
  const { spec, run, freshness } = props.view;
  const active = props.running?.resources.find((one) => one.resource === spec.name);
  if (active) {
    const done = Math.min(active.buckets, active.planned);
    return (
      <div class="sync-cell" data-resource={spec.name} data-title={spec.title}>
        <span>
          {active.status === 'pending'
            ? 'waiting'
            : `${done.toLocaleString('en-US')} of ${active.planned.toLocaleString('en-US')}`}
        </span>
        <progress aria-label={spec.title} value={done} max={Math.max(1, active.planned)} />
      </div>
    );
  }
  return (
    <div class="sync-cell" data-resource={spec.name} data-title={spec.title}>
      <span>
        {run ? RUN_WORDS[run.status] : 'not yet'}
        {freshness.lastSuccessAt === null ? null : (
          <>
            , <Ago at={toIso(freshness.lastSuccessAt)} now={props.now} />
          </>
        )}
      </span>
    </div>
  );
}

function inTime(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return 'now';
  return minutes < 90 ? `in ${minutes} min` : `in ${Math.round(minutes / 60)} h`;
}
