import type { MetricQuery } from '@shipstats/core';
import type { Context, Hono } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { TimeseriesChart } from '../../chart/index.ts';
import { windowParam } from '../../links.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { Button, EmptyState, FieldRow, Notice, PageHead, RangePicker, TextField } from '../../ui/index.ts';
import { RECENT_RANGES, type RecentRange, readRange } from '../downloads-query.ts';
import { compareHref, decodePart } from '../package-path.ts';
import { ServiceNotices } from '../service-notices.tsx';
import { MAX_COMPARED, readCompareNames } from './compare-names.ts';
import { CompareTable } from './compare-table.tsx';
import { type Compared, readComparison } from './read-compare.ts';
import { relativeToStart } from './relative-to-start.ts';

const EXAMPLES: readonly (readonly string[])[] = [
  ['react', 'vue', 'svelte'],
  ['express', 'fastify', 'hono'],
  ['vitest', 'jest', 'mocha'],
];

/** Adds `/compare/a,b,c`. */
export function mountCompare(app: Hono, context: AppContext): void {
  app.get('/compare', (http) => renderCompare(http, context));
  app.get('/compare/*', (http) => renderCompare(http, context));
}

async function renderCompare(http: Context, context: AppContext): Promise<Response> {
  const url = new URL(http.req.url);
  const listed = decodePart(url.pathname.replace(/^\/compare\/?/, ''));
  const added = http.req.queries('add') ?? [];
  const names = readCompareNames([listed, ...added].join(','));
  if (added.length > 0) {
    // Forms send what is added; the address that is shared holds it.
    url.searchParams.delete('add');
    return http.redirect(compareHref(names) + url.search, 303);
  }
  if (names.length === 0) return renderEmpty(http, context);

  const range = readRange(http.req.query('range'));
  const isRelative = http.req.query('scale') === 'start';
  const { packages, query, chart, isWaiting } = await readComparison(names, range, context);
  const now = context.clock();
  const missing = packages.filter((one) => one.kind === 'missing');
  if (isWaiting) http.header('Refresh', '5');
  return renderPage(
    http,
    context,
    {
      title: names.join(' vs '),
      description: `${names.join(', ')} side by side: downloads, size, dependencies, types, licence, advisories.`,
      canonical: compareHref(names),
      section: 'explore',
    },
    <>
      <PageHead title="Compare" lede={names.join(', ')}>
        <RangePicker options={rangeLinks(url, range)} />
      </PageHead>
      {missing.map((one) => (
        <Notice kind="warn" title={`${one.name} is left out`}>
          <p>{one.message}</p>
        </Notice>
      ))}
      <ServiceNotices services={['downloads', 'advisories']} context={context} isReading={isWaiting} />
      {chart === null ? null : (
        <TimeseriesChart
          id="downloads"
          title={isRelative ? 'Downloads, as a share of where each began' : 'Downloads'}
          result={isRelative ? relativeToStart(chart) : chart}
          kind="line"
          height={280}
          now={now}
          links={[
            { label: isRelative ? 'As numbers' : 'From the same start', href: scaleLink(url, !isRelative) },
            ...(query === null ? [] : [{ label: 'CSV', href: daysHref(packages, query) }]),
          ]}
        />
      )}
      <CompareTable packages={packages} search={url.search} now={now} />
      {names.length < MAX_COMPARED ? <AddForm names={names} search={url.searchParams} /> : null}
    </>,
  );
}

function renderEmpty(http: Context, context: AppContext) {
  return renderPage(
    http,
    context,
    {
      title: 'Compare packages',
      description: 'Up to ten npm packages side by side: downloads, size, dependencies, types, licence.',
      canonical: '/compare',
      section: 'explore',
    },
    <>
      <PageHead title="Compare packages" lede={`Up to ${MAX_COMPARED}, in one chart and one table.`} />
      <EmptyState kind="unknown" title="Which packages?">
        <AddForm names={[]} />
        <p class="links">
          {EXAMPLES.map((names) => (
            <a href={compareHref(names)}>{names.join(', ')}</a>
          ))}
        </p>
      </EmptyState>
    </>,
  );
}

/** What the address says beside the names is sent along, and stays. */
function AddForm({ names, search }: { names: readonly string[]; search?: URLSearchParams }) {
  return (
    <form class="compare-add" method="get" action={compareHref(names)}>
      {[...(search ?? [])].map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <FieldRow>
        <TextField
          id="compare-add"
          name="add"
          label={names.length === 0 ? 'Packages' : 'Add a package'}
          placeholder={names.length === 0 ? 'react, vue' : '@scope/name'}
          isRequired
        />
        <Button kind={names.length === 0 ? 'primary' : 'quiet'}>
          {names.length === 0 ? 'Compare' : 'Add'}
        </Button>
      </FieldRow>
    </form>
  );
}

function rangeLinks(url: URL, current: RecentRange) {
  return (Object.keys(RECENT_RANGES) as RecentRange[]).map((range) => {
    const params = new URLSearchParams(url.search);
    params.set('range', range);
    return {
      label: RECENT_RANGES[range].label,
      href: `${url.pathname}?${params}`,
      isCurrent: range === current,
    };
  });
}

/** The days behind the chart as CSV, for guests too. */
function daysHref(packages: readonly Compared[], { window }: MetricQuery): string {
  const params = new URLSearchParams({ window: windowParam(window), bucket: 'day' });
  for (const { kind, name } of packages) if (kind === 'found') params.append('name', name);
  return `/api/v1/npm/compare/downloads.csv?${params}`;
}

function scaleLink(url: URL, isRelative: boolean): string {
  const params = new URLSearchParams(url.search);
  if (isRelative) params.set('scale', 'start');
  else params.delete('scale');
  return params.size === 0 ? url.pathname : `${url.pathname}?${params}`;
}
