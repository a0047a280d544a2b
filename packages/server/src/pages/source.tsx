import { formatBucket, formatBucketName, HttpError, toIso } from '@shipstats/core';
import { NAMES_RESOURCE, type Run } from '@shipstats/store';
import type { Context } from 'hono';
import { reconcileHref } from '../api/reconcile.ts';
import { requireSource } from '../api/sources.ts';
import type { AppContext } from '../app-context.ts';
import { DataTable } from '../chart/index.ts';
import { isSyntheticSource, readSources } from '../source-view.ts';
import { Ago, Breadcrumb, Card, PageHead } from '../ui/index.ts';
import { NamesCard } from './names-card.tsx';
import { QuarantineCard } from './quarantine-card.tsx';
import { renderPage } from './render-page.tsx';
import { SourceCard } from './sources.tsx';

const SHOWN_RUNS = 25;
const SHOWN_ENTRIES = 100;

/** `/sources/:name`: a source with its run log, what it could not read, and what it said differently later. */
export async function renderSource(http: Context, context: AppContext, name: string) {
  await requireSource(name, context);
  const [sources, runs, quarantine, revisions, names, namesRead] = await Promise.all([
    readSources(context),
    context.store.runs({ connector: name, limit: SHOWN_RUNS }),
    context.store.quarantine({ connector: name, limit: SHOWN_ENTRIES }),
    context.store.revisions({ connector: name, of: 'totals', limit: SHOWN_ENTRIES }),
    context.store.names(name),
    context.store.freshness(name, NAMES_RESOURCE),
  ]);
  const source = sources.find(({ state }) => state.name === name);
  if (!source) throw new HttpError(404, `There is no source ${JSON.stringify(name)}.`);
  const now = context.clock();
  const granularityOf = (resource: string) =>
    source.state.resources.find((spec) => spec.name === resource)?.granularity ?? 'day';
  const reconcile = reconcileHref(name, context);
  return renderPage(
    http,
    context,
    {
      title: source.state.title,
      description: `${source.state.title}: its syncs, the rows that could not be read, and what was revised later.`,
      section: 'sources',
      isSynthetic: isSyntheticSource(name, context),
    },
    <>
      <PageHead
        title={source.state.title}
        crumb={<Breadcrumb trail={[{ label: 'Sources', href: '/sources' }]} />}
        lede={
          <>
            The source <code>{name}</code> of your configuration.
            {reconcile === undefined ? null : (
              <>
                {' '}
                <a href={reconcile}>Costs beside usage</a>
              </>
            )}
          </>
        }
      />
      <SourceCard source={source} now={now} />
      <NamesCard source={name} names={names} read={namesRead} now={now} />
      <Card title="Run log" isWide>
        <DataTable
          label="Run log"
          columns={[
            { label: 'Started' },
            { label: 'By' },
            { label: 'Result' },
            { label: 'Took', isNumber: true },
            { label: 'Rows', isNumber: true },
            { label: 'Requests', isNumber: true },
            { label: 'Waited', isNumber: true },
          ]}
          rows={runs.map((run) => [
            <Ago at={toIso(run.startedAt)} now={now} />,
            run.trigger,
            resultOf(run),
            run.finishedAt === null ? '–' : seconds(run.finishedAt - run.startedAt),
            total(run, 'rows').toLocaleString('en-US'),
            total(run, 'requests').toLocaleString('en-US'),
            seconds(total(run, 'waitedMs') / 1000),
          ])}
          empty="No sync yet."
        />
      </Card>
      <QuarantineCard source={source} entries={quarantine} granularityOf={granularityOf} now={now} />
      <Card title="Revisions" isWide>
        <p class="soft">Days whose totals the source changed after they were over.</p>
        <DataTable
          label="Revisions"
          columns={[
            { label: 'Day' },
            { label: 'Endpoint' },
            { label: 'Number' },
            { label: 'Before', isNumber: true },
            { label: 'After', isNumber: true },
            { label: 'Seen' },
          ]}
          rows={revisions.map((revision) => [
            formatBucketName(formatBucket(revision.bucket, granularityOf(revision.resource)), { year: true }),
            revision.resource,
            revision.measure.replaceAll('_', ' '),
            revision.before ?? 'unknown',
            revision.after ?? 'unknown',
            <Ago at={toIso(revision.seenAt)} now={now} />,
          ])}
          empty="Nothing was revised."
        />
      </Card>
    </>,
  );
}

function total(run: Run, field: 'rows' | 'requests' | 'waitedMs'): number {
  return run.resources.reduce((sum, resource) => sum + resource[field], 0);
}

function resultOf(run: Run): string {
  const failed = run.resources.filter((resource) => resource.status === 'failed').map((one) => one.resource);
  const isWithoutNames = run.resources.some(({ names, error }) => names !== undefined && error !== null);
  const words = failed.length === 0 ? run.status : `${run.status}: ${failed.join(', ')}`;
  return isWithoutNames ? `${words}, without names` : words;
}

function seconds(amount: number): string {
  return amount < 10
    ? `${Math.round(amount * 10) / 10} s`
    : `${Math.round(amount).toLocaleString('en-US')} s`;
}
