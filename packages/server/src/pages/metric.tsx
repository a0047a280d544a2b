import {
  type CatalogEntry,
  createNameBook,
  formatBucket,
  formatBucketName,
  formatExact,
  formatValue,
  granularitiesOf,
  granularityOf,
  isMixed,
  type MetricQuery,
  measureFor,
  missingWithin,
  type NameBook,
  type QueryResult,
  runQuery,
  type Window,
  windowLabel,
} from '@shipstats/core';
import type { Revision } from '@shipstats/store';
import type { Context } from 'hono';
import { reconcileHref } from '../api/reconcile.ts';
import type { AppContext } from '../app-context.ts';
import { RankedBars, TimeseriesChart } from '../chart/index.ts';
import { dimensionWords } from '../dimension-words.ts';
import { apiHref, csvHref, metricHref, seriesHref } from '../links.ts';
import { metricParams, readSearch, toMetricQuery } from '../metric-params.ts';
import { readRevisions } from '../read-revisions.ts';
import {
  Breadcrumb,
  Cards,
  countNoun,
  EmptyState,
  Notice,
  PageHead,
  RangePicker,
  StatTile,
  Tiles,
} from '../ui/index.ts';
import { filterText } from './filter-text.ts';
import { type DimensionChoice, FilterForm, MetricForm } from './metric-form.tsx';
import { dayMarks, RevisionList } from './metric-revisions.tsx';
import { RangeForm } from './range-form.tsx';
import { rangeOptions, withRangeOfForm } from './range-options.ts';
import { renderPage } from './render-page.tsx';
import { SpreadTiles } from './spread-tiles.tsx';
import { unitWord } from './unit-word.ts';
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
  const fromForm = await withFiltersOfForm(withRangeOfForm(url) ?? url, context, name);
  if (fromForm.search !== url.search) return http.redirect(fromForm.pathname + fromForm.search, 303);
  const query = readQuery(http, context, name);
  const entry = context.catalog.find(query.metric, query.connector);
  if (!entry) throw new Error('a query that was read names a metric of the catalogue');
  const measure = measureFor(entry, query.field ?? undefined) ?? entry.measure;
  const [result, unsplit, dimensions, book, revised] = await Promise.all([
    runQuery(query, context.query),
    isMixed(query, measure) || query.by.length === 0
      ? null
      : runQuery({ ...query, by: [], top: null }, context.query),
    readDimensions(entry, context),
    readNameBook(entry, context),
    readRevisions(query, context, { limit: READ_REVISIONS }),
  ]);
  const total = isMixed(query, measure) ? null : (unsplit ?? result);
  const hasHours = granularitiesOf(entry.resource).includes('hour');
  const windowText = typeof query.window === 'string' ? query.window : null;
  return renderPage(
    http,
    context,
    {
      title: result.title,
      description: `${entry.metric.description.replaceAll('`', '')} ${entry.connectorTitle}, ${windowLabel(query.window)}.`,
      section: 'metrics',
      isSynthetic: entry.synthetic,
    },
    <>
      <PageHead
        title={result.title}
        crumb={<Breadcrumb trail={[{ label: 'Metrics', href: '/metrics' }]} />}
        lede={<Lede entry={entry} context={context} />}
      >
        <div class="range-tools">
          <RangePicker options={rangeOptions(url, windowText, { hasHours })} />
          <RangeForm url={url} window={askedWindow(result)} />
        </div>
      </PageHead>
      <MetricForm url={url} query={query} entry={entry} entries={sameMetric(entry, context)} />
      <FilterForm url={url} query={query} dimensions={dimensions} book={book} />
      <Answer
        query={query}
        entry={entry}
        result={result}
        total={total}
        book={book}
        revised={revised}
        now={context.clock()}
      />
    </>,
  );
}

/** What the metric is; costs also lead to where they stand beside usage. */
function Lede({ entry, context }: { readonly entry: CatalogEntry; readonly context: AppContext }) {
  const source = context.config.connectors.find((connector) => connector.name === entry.connector);
  const isCost = source?.definition.reconcile?.costs.resource === entry.resource.name;
  const href = isCost ? reconcileHref(entry.connector, context) : undefined;
  return (
    <>
      <WithCode text={entry.metric.description} />
      {href === undefined ? null : (
        <>
          {' '}
          <a href={href}>Costs beside usage</a>
        </>
      )}
    </>
  );
}

interface AnswerProps {
  readonly query: MetricQuery;
  readonly entry: CatalogEntry;
  readonly result: QueryResult;
  /** The same, not split; null where its parts do not add up. */
  readonly total: QueryResult | null;
  readonly book: NameBook;
  /** Of the window, newest first, and the entry with the buckets that they are of. */
  readonly revised: { readonly entry: CatalogEntry; readonly revisions: readonly Revision[] };
  readonly now: Date;
}

function Answer({ query, entry, result, total, book, revised, now }: AnswerProps) {
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
      <LeftOutNotice entry={entry} result={result} />
      {total && (
        <Tiles label="The number">
          <StatTile
            title={`${fnTitle(query, book)}, ${windowLabel(query.window)}`}
            result={withoutPoints(total)}
            now={now}
            {...exactNote(total)}
          />
          <SpreadTiles result={total} noun={query.bucket ?? 'day'} now={now} />
        </Tiles>
      )}
      <Cards>
        <TimeseriesChart
          id="over-time"
          title={isSplit ? `By ${query.by.map(dimensionWords).join(' and ')}, over time` : 'Over time'}
          result={result}
          now={now}
          links={links}
          height={260}
          isWide
          marks={dayMarks(result, revised.revisions)}
        />
        {isSplit ? (
          <RankedBars
            id="ranking"
            title={`By ${query.by.map(dimensionWords).join(' and ')}`}
            result={result}
            now={now}
            rowHref={(series) => seriesHref(query, series)}
            isColoured
            hasIds
          />
        ) : (
          <About entry={entry} query={query} />
        )}
        <RevisionList {...revised} book={book} now={now} />
      </Cards>
    </>
  );
}

/** What the answer leaves out of its window, where it was asked for final numbers alone; in the buckets it was read in. */
function LeftOutNotice({ entry, result }: Pick<AnswerProps, 'entry' | 'result'>) {
  const { leftOut, stamps } = result;
  if (leftOut === null) return null;
  const noun = stamps[0]?.granularity ?? 'day';
  const from = formatBucketName(formatBucket(leftOut.window.start, noun), { year: true });
  return (
    <Notice>
      <p>
        Final {noun}s only: {countNoun(leftOut.buckets, noun)} from {from}
        {noun === 'day' ? '' : ' UTC'} on {leftOut.buckets === 1 ? 'is' : 'are'} left out, which{' '}
        {entry.connectorTitle} may still change.
      </p>
    </Notice>
  );
}

/** The window as it was asked for, with what was left out of it. */
function askedWindow({ window, leftOut }: QueryResult): Window {
  return leftOut === null ? window : { start: window.start, end: leftOut.window.end };
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
        <dd>{unitWord(entry.measure.unit)}</dd>
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
                  {dimensionWords(dimension.name)}
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
  const entry = context.catalog.find(query.metric, query.connector);
  const by = splitAsNeeded(query, context);
  return {
    ...query,
    by,
    // Days, unless the window is of hours and the metric has them.
    bucket: query.bucket ?? (entry && granularityOf(query, entry)) ?? 'day',
    top: query.top ?? (by.length > 0 ? DEFAULT_TOP : null),
  };
}

/** What does not add up over its whole (amounts of several currencies) is shown in parts. */
function splitAsNeeded(query: MetricQuery, { catalog }: AppContext): readonly string[] {
  const entry = catalog.find(query.metric, query.connector);
  const measure = entry && measureFor(entry, query.field ?? undefined);
  const [dimension] = (measure && missingWithin(query, measure)) ?? [];
  return dimension === undefined ? query.by : [dimension, ...query.by].slice(0, 2);
}

/**
 * The values of the fields `is.<dimension>`, as filters; a form cannot write them by itself. A name that was typed in
 * place of an id becomes the id, or all that have it.
 */
async function withFiltersOfForm(url: URL, context: AppContext, metric: string): Promise<URL> {
  const fields = [...url.searchParams].filter(([key]) => key.startsWith('is.'));
  if (fields.length === 0) return url;
  const entry = context.catalog.find(metric, url.searchParams.get('connector') || undefined);
  const book = entry && (await readNameBook(entry, context));
  const result = new URL(url);
  const params = result.searchParams;
  for (const [key, value] of fields) {
    params.delete(key);
    const dimension = key.slice(3);
    const ids = book?.find(dimension, value) ? [] : (book?.idsOf(dimension, value) ?? []);
    const wanted = ids.length > 0 ? ids.join('|') : value === '(none)' ? '' : value;
    if (value !== '') params.append('filter', `${dimension}=${wanted}`);
  }
  return result;
}

async function readNameBook(entry: CatalogEntry, context: AppContext): Promise<NameBook> {
  return createNameBook(await context.store.names(entry.connector), entry.resource.dimensions);
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

function fnTitle(query: MetricQuery, book: NameBook): string {
  const filters = query.filter.map((clause) => filterText(clause, book));
  return [FN_TITLES[query.fn], ...(filters.length > 0 ? [`where ${filters.join(' and ')}`] : [])].join(' ');
}
