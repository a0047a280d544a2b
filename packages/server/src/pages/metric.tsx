import {
  type CatalogEntry,
  formatExact,
  formatFilter,
  formatValue,
  type MetricQuery,
  type QueryResult,
  runQuery,
  unitName,
  windowLabel,
} from '@shipstats/core';
import type { Revision } from '@shipstats/store';
import type { Context } from 'hono';
import type { AppContext } from '../app-context.ts';
import { RankedBars, TimeseriesChart } from '../chart/index.ts';
import { apiHref, csvHref, metricHref, seriesHref } from '../links.ts';
import { metricParams, readSearch, toMetricQuery } from '../metric-params.ts';
import { readRevisions } from '../read-revisions.ts';
import { Breadcrumb, Cards, EmptyState, PageHead, RangePicker, StatTile, Tiles } from '../ui/index.ts';
import { type DimensionChoice, FilterForm, MetricForm } from './metric-form.tsx';
import { dayMarks, RevisionList } from './metric-revisions.tsx';
import { RangeForm } from './range-form.tsx';
import { rangeOptions, withRangeOfForm } from './range-options.ts';
import { renderPage } from './render-page.tsx';
import { SpreadTiles } from './spread-tiles.tsx';
import { WithCode } from './with-code.tsx';

/** So many series are named on a page that does not say. */
const DEFAULT_TOP = 10;
/** So many revisions of the window are looked at, for its marks. */
const READ_REVISIONS = 500;
/** So many values are offered for each dimension. */
const OFFERED_VALUES = 50;

/** `/metrics/:name`: any question about one metric, its answer as number, chart and table. */
export async function renderMetric(http: Context, context: AppContext, name: string) {
  const url = new URL(http.req.url);
  const fromForm = withFiltersOfForm(withRangeOfForm(url) ?? url);
  if (fromForm.search !== url.search) return http.redirect(fromForm.pathname + fromForm.search, 303);
  const query = readQuery(http, context, name);
  const entry = context.catalog.find(query.metric, query.connector);
  if (!entry) throw new Error('a query that was read names a metric of the catalogue');
  const [result, total, dimensions, { revisions }] = await Promise.all([
    runQuery(query, context.query),
    query.by.length === 0 ? null : runQuery({ ...query, by: [], top: null }, context.query),
    readDimensions(entry, context),
    readRevisions(query, context, { limit: READ_REVISIONS }),
  ]);
  const windowText = typeof query.window === 'string' ? query.window : null;
  return renderPage(
    http,
    context,
    {
      title: result.title,
      description: `${entry.metric.description.replaceAll('`', '')} ${entry.connectorTitle}, ${windowLabel(query.window)}.`,
      section: 'metrics',
    },
    <>
      <PageHead
        title={result.title}
        crumb={<Breadcrumb trail={[{ label: 'Metrics', href: '/metrics' }]} />}
        lede={<WithCode text={entry.metric.description} />}
      >
        <div class="range-tools">
          <RangePicker options={rangeOptions(url, windowText)} />
          <RangeForm url={url} window={result.window} />
        </div>
      </PageHead>
      <MetricForm url={url} query={query} entry={entry} entries={sameMetric(entry, context)} />
      <FilterForm url={url} query={query} dimensions={dimensions} />
      <Answer
        query={query}
        entry={entry}
        result={result}
        total={total ?? result}
        revisions={revisions}
        now={context.clock()}
      />
    </>,
  );
}

interface AnswerProps {
  readonly query: MetricQuery;
  readonly entry: CatalogEntry;
  readonly result: QueryResult;
  /** The same, not split. */
  readonly total: QueryResult;
  /** Of the days of the window, newest first. */
  readonly revisions: readonly Revision[];
  readonly now: Date;
}

function Answer({ query, entry, result, total, revisions, now }: AnswerProps) {
  const [stamp] = result.stamps;
  if (stamp?.syncedAt === null && stamp.through === null) {
    return (
      <EmptyState kind="never-synced">
        <p>
          {entry.connectorTitle} has not been read yet. <a href="/sources">Sources</a> shows how far it is,
          and what is wrong.
        </p>
      </EmptyState>
    );
  }
  const links = [
    { label: 'CSV', href: csvHref(query) },
    { label: 'JSON', href: apiHref(query) },
  ].flatMap(({ label, href }) => (href === undefined ? [] : [{ label, href }]));
  const isSplit = query.by.length > 0;
  return (
    <>
      <Tiles label="The number">
        <StatTile
          title={`${fnTitle(query)}, ${windowLabel(query.window)}`}
          result={withoutPoints(total)}
          now={now}
          {...exactNote(total)}
        />
        <SpreadTiles result={total} noun={query.bucket ?? 'day'} now={now} />
      </Tiles>
      <Cards>
        <TimeseriesChart
          id="over-time"
          title={isSplit ? `By ${query.by.map(toWords).join(' and ')}, over time` : 'Over time'}
          result={result}
          now={now}
          links={links}
          height={260}
          isWide
          marks={dayMarks(result, revisions)}
        />
        {isSplit ? (
          <RankedBars
            id="ranking"
            title={`By ${query.by.map(toWords).join(' and ')}`}
            result={result}
            now={now}
            rowHref={(series) => seriesHref(query, series)}
            isColoured
          />
        ) : (
          <About entry={entry} query={query} />
        )}
        <RevisionList entry={entry} revisions={revisions} now={now} />
      </Cards>
    </>
  );
}

/** All digits of a number that is shown rounded. */
function exactNote({ value, unit }: QueryResult): { readonly note?: string } {
  if (value === null || formatExact(value, unit) === formatValue(value, unit)) return {};
  return { note: `exactly ${formatExact(value, unit)}` };
}

/** What the metric is, and where to go on from here. */
function About({ entry, query }: { readonly entry: CatalogEntry; readonly query: MetricQuery }) {
  return (
    <section class="card">
      <h2>About this metric</h2>
      <dl class="facts">
        <dt>Name</dt>
        <dd>
          <code>{entry.metric.name}</code>
        </dd>
        <dt>Unit</dt>
        <dd>{unitName(entry.measure.unit)}</dd>
        <dt>From</dt>
        <dd>
          {entry.connectorTitle}, <code>{entry.resource.endpoint}</code>
        </dd>
        <dt>Split it by</dt>
        <dd>
          <ul class="plain">
            {entry.resource.dimensions.map((dimension) => (
              <li>
                <a href={metricHref({ ...query, by: [dimension.name], top: DEFAULT_TOP })}>
                  {toWords(dimension.name)}
                </a>{' '}
                <span class="soft">
                  <WithCode text={dimension.description} />
                </span>
              </li>
            ))}
          </ul>
        </dd>
      </dl>
    </section>
  );
}

function readQuery(http: Context, context: AppContext, name: string): MetricQuery {
  const known = Object.fromEntries(
    // Addresses of pages travel: what others hang on to them (campaigns, trackers) is not for us.
    Object.entries(http.req.queries()).filter(([key]) => key in metricParams.shape),
  );
  const params = readSearch(known, metricParams);
  const query = toMetricQuery(name, { ...params, compare: params.compare ?? '1' }, context.catalog);
  return {
    ...query,
    bucket: query.bucket ?? 'day',
    top: query.top ?? (query.by.length > 0 ? DEFAULT_TOP : null),
  };
}

/** The values of the fields `is.<dimension>`, as filters; a form cannot write them by itself. */
function withFiltersOfForm(url: URL): URL {
  const result = new URL(url);
  const params = result.searchParams;
  for (const [key, value] of [...params]) {
    if (!key.startsWith('is.')) continue;
    params.delete(key);
    if (value !== '') params.append('filter', `${key.slice(3)}=${value === '(none)' ? '' : value}`);
  }
  return result;
}

async function readDimensions(entry: CatalogEntry, context: AppContext): Promise<readonly DimensionChoice[]> {
  return Promise.all(
    entry.resource.dimensions.map(async (dimension) => ({
      ...dimension,
      values: await context.store.dimensionValues(entry.connector, entry.resource.name, dimension.name, {
        limit: OFFERED_VALUES,
      }),
    })),
  );
}

function sameMetric(entry: CatalogEntry, context: AppContext): readonly CatalogEntry[] {
  return context.catalog.entries.filter((candidate) => candidate.metric.name === entry.metric.name);
}

/** The chart below shows the shape already. */
function withoutPoints(result: QueryResult): QueryResult {
  return { ...result, buckets: [], series: [] };
}

const FN_TITLES = {
  sum: 'Total',
  avg: 'Average',
  min: 'Lowest',
  max: 'Highest',
  count: 'With data',
  latest: 'Latest',
  first: 'First',
} as const;

function fnTitle(query: MetricQuery): string {
  const filters = query.filter.map(formatFilter).filter((text) => text !== undefined);
  return [FN_TITLES[query.fn], ...(filters.length > 0 ? [`where ${filters.join(' and ')}`] : [])].join(' ');
}

function toWords(name: string): string {
  return name.replaceAll('_', ' ');
}
