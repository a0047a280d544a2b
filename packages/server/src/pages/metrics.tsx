import { type CatalogEntry, DAY, type QueryResult, runQuery, toUnixSeconds } from '@shipstats/core';
import type { Context } from 'hono';
import type { AppContext } from '../app-context.ts';
import { DataTable, isOfPart } from '../chart/index.ts';
import { reportError } from '../errors.ts';
import { Card, EmptyState, PageHead, Stamp } from '../ui/index.ts';
import { Amount } from './amount.tsx';
import { renderPage } from './render-page.tsx';
import { unitWord } from './unit-word.ts';
import { WithCode } from './with-code.tsx';

/** Far enough to show the last day with data, near enough to be quick. */
const LATEST_WINDOW_DAYS = 14;

interface Row {
  readonly entry: CatalogEntry;
  /** Null where it cannot be asked. */
  readonly latest: QueryResult | null;
}

/** `/metrics`: everything there is to ask for, by endpoint. */
export async function renderMetrics(http: Context, context: AppContext) {
  const rows = await Promise.all(context.catalog.entries.map((entry) => readRow(entry, context)));
  const now = context.clock();
  const today = toUnixSeconds(now) - (toUnixSeconds(now) % DAY);
  return renderPage(
    http,
    context,
    {
      title: 'Metrics',
      description: 'Every metric of every configured source: its unit, its dimensions and its latest value.',
      section: 'metrics',
    },
    <>
      <PageHead title="Metrics" lede="Everything there is to ask for, by the endpoint that it comes from." />
      {rows.length === 0 ? (
        <EmptyState kind="nothing-found" title="No source yet">
          <p>
            Name one under <code>connectors</code> in your configuration.{' '}
            <a href="/connect">How to connect</a>
          </p>
        </EmptyState>
      ) : (
        byEndpoint(rows).map((group) => (
          <Card
            title={groupTitle(group.entry)}
            foot={
              <Stamp
                stamps={group.rows.flatMap(({ latest }) => latest?.stamps ?? []).slice(0, 1)}
                now={now}
              />
            }
          >
            <p class="soft">
              <code>{group.entry.resource.endpoint}</code> · by{' '}
              {group.entry.resource.dimensions.map((dimension) => dimension.name).join(', ') || 'nothing'}
            </p>
            <div class="metric-list">
              <DataTable
                label={`Metrics of ${group.entry.resource.title}`}
                isStacked
                columns={[
                  { label: 'Metric' },
                  { label: 'Last full day', isNumber: true },
                  { label: 'Unit' },
                  { label: 'Name' },
                  { label: 'What it counts' },
                ]}
                rows={group.rows.map(({ entry, latest }) => [
                  <a href={pageOf(entry, context)}>{entry.metric.title}</a>,
                  <LastFull result={latest} before={today} />,
                  unitWord(entry.measure.unit),
                  <code>{entry.metric.name}</code>,
                  <span class="wrap">
                    <WithCode text={entry.metric.description} />
                  </span>,
                ])}
              />
            </div>
          </Card>
        ))
      )}
    </>,
  );
}

/** The connector's name is said once. */
function groupTitle({ connectorTitle, resource }: CatalogEntry): string {
  return resource.title.startsWith(connectorTitle) ? resource.title : `${connectorTitle}: ${resource.title}`;
}

/** The value of the last bucket that is over and wholly known: today's is always too small. */
function LastFull({ result, before }: { readonly result: QueryResult | null; readonly before: number }) {
  const points = result?.series[0]?.points ?? [];
  const index = result?.buckets.findLastIndex(
    (bucket, place) => bucket.start < before && !isOfPart(bucket.state) && points[place] != null,
  );
  const value = index === undefined || index < 0 ? null : (points[index] ?? null);
  return result === null || value === null ? (
    <span class="soft">unknown</span>
  ) : (
    <Amount value={value} unit={result.unit} />
  );
}

async function readRow(entry: CatalogEntry, context: AppContext): Promise<Row> {
  try {
    const latest = await runQuery(
      {
        kind: 'metric',
        connector: entry.connector,
        metric: entry.metric.name,
        field: null,
        fn: entry.resource.kind === 'flow' ? 'sum' : 'latest',
        window: `${LATEST_WINDOW_DAYS}d`,
        filter: [],
        by: [],
        bucket: 'day',
        top: null,
        compare: false,
        finalOnly: false,
        label: null,
      },
      context.query,
    );
    return { entry, latest };
  } catch (error) {
    reportError(error, context);
    return { entry, latest: null };
  }
}

function byEndpoint(rows: readonly Row[]) {
  const groups = new Map<string, { readonly entry: CatalogEntry; readonly rows: Row[] }>();
  for (const row of rows) {
    const key = `${row.entry.connector}/${row.entry.resource.name}`;
    const group = groups.get(key) ?? { entry: row.entry, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function pageOf({ metric, connector }: CatalogEntry, context: AppContext): string {
  const path = `/metrics/${encodeURIComponent(metric.name)}`;
  const isFirst = context.catalog.find(metric.name)?.connector === connector;
  return isFirst ? path : `${path}?connector=${encodeURIComponent(connector)}`;
}
