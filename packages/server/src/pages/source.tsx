import { formatDay, HttpError, toDayUtc, toIso } from '@shipstats/core';
import { NAMES_RESOURCE, type Run } from '@shipstats/store';
import type { Context } from 'hono';
import { reconcileHref } from '../api/reconcile.ts';
import { requireSource } from '../api/sources.ts';
import type { AppContext } from '../app-context.ts';
import { DataTable } from '../chart/index.ts';
import { isSyntheticSource, readSources } from '../source-view.ts';
import { Ago, Breadcrumb, Card, PageHead } from '../ui/index.ts';
import { NamesCard } from './names-card.tsx';
import { renderPage } from './render-page.tsx';
import { SourceCard } from './sources.tsx';

const SHOWN_RUNS = 25;
const SHOWN_ENTRIES = 100;
/** A quarantined row can be as long as its sender likes. */
const SHOWN_CHARACTERS = 400;

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
      <section id="quarantine">
        <Card title="Quarantine" isWide>
          <p class="soft">
            Rows that could not be read. They are kept as they came, never guessed and never zero.
          </p>
          <DataTable
            label="Quarantine"
            columns={[
              { label: 'Day' },
              { label: 'Endpoint' },
              { label: 'Why' },
              { label: 'As it came' },
              { label: 'Seen' },
            ]}
            rows={quarantine.map((entry) => [
              day(entry.bucket),
              entry.resource,
              entry.reason,
              <code>{entry.raw.slice(0, SHOWN_CHARACTERS)}</code>,
              <Ago at={toIso(entry.seenAt)} now={now} />,
            ])}
            empty="Everything could be read."
          />
        </Card>
      </section>
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
            day(revision.bucket),
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

function day(bucket: number): string {
  return formatDay(toDayUtc(bucket), { year: true });
}
