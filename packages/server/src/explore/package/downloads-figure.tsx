import { formatDay, fromNumber, type MetricQuery } from '@shipstats/core';
import { type ChartMark, TimeseriesChart } from '../../chart/index.ts';
import { windowParam } from '../../links.ts';
import { EmptyState, Num, RangePicker } from '../../ui/index.ts';
import type { DownloadLine } from '../downloads.ts';
import { compareHref } from '../package-path.ts';
import { Trend } from '../user/packages-table.tsx';
import { CHART_RANGES, type ChartRange } from './chart-range.ts';
import { type PackageAddress, type PackageTab, packagePartHref } from './package-address.ts';
import type { PackageView } from './read-package.ts';
import type { PackageDownloads } from './read-package-downloads.ts';

export interface DownloadsFigureProps {
  readonly view: PackageView;
  readonly address: PackageAddress;
  readonly tab: PackageTab;
  readonly range: ChartRange;
  readonly marks: readonly ChartMark[];
  readonly now: Date;
}

const COUNT = { kind: 'count', noun: 'downloads' } as const;
const EVERY = { minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month' };

/** The one number, its change, and the chart of the days that npm has counted. */
export function DownloadsFigure(props: DownloadsFigureProps) {
  const { view, address, tab, range, marks, now } = props;
  const { line, downloads, facts } = view;
  if (line === undefined || downloads === null) return <NoDays {...props} />;
  const csv = daysHref(facts.name, downloads.query);
  return (
    <TimeseriesChart
      id="downloads"
      title={`Downloads of ${facts.name} a ${EVERY[downloads.bucket]}`}
      result={downloads.chart}
      kind="line"
      now={now}
      isFlat
      marks={marks}
      holeLabel={holeLabel(view, downloads)}
      links={[
        { label: 'By version', href: packagePartHref(address, { tab: 'versions', range }) },
        { label: 'Compare', href: compareHref([facts.name]) },
        { label: 'CSV', href: csv },
      ]}
      head={
        <>
          <div>
            <h2>Downloads</h2>
            <Headline line={line} now={now} />
            <Change trend={line.trend} />
          </div>
          <RangePicker
            label="Span of the chart"
            options={(Object.keys(CHART_RANGES) as ChartRange[]).map((one) => ({
              label: CHART_RANGES[one].label,
              href: packagePartHref(address, { tab, range: one }),
              isCurrent: one === range,
            }))}
          />
        </>
      }
    />
  );
}

/** Older days come last: what is missing at the beginning is on its way, what is missing later is lost. */
function holeLabel({ isReading }: PackageView, { chart }: PackageDownloads): string {
  return isReading && chart.buckets[0]?.state === 'unknown' ? 'not read yet' : 'no data at npm';
}

/** The same change as in every list: of four weeks, so that weekdays count alike. */
function Change({ trend }: { trend: number | null }) {
  if (trend === null) return null;
  return (
    <p class="delta">
      <Trend trend={trend} /> in 28 days, on the 28 before
    </p>
  );
}

/** The number that stands everywhere for this package, and which days it is of. */
function Headline({ line, now }: { line: DownloadLine; now: Date }) {
  const day = formatDay(line.through, { year: line.through.slice(0, 4) !== `${now.getUTCFullYear()}` });
  const unknown = line.unknownDays === 1 ? ', 1 of them unknown' : `, ${line.unknownDays} of them unknown`;
  return (
    <div class="headline">
      <Num value={fromNumber(line.downloads)} unit={COUNT} />
      <p class="soft">
        {line.from === 'store'
          ? `30 days to ${day}`
          : `30 days, by ${line.from === 'index' ? `a list of ${day}` : 'npm’s search'}`}
        {line.unknownDays > 0 ? unknown : ''}
      </p>
    </div>
  );
}

/** Nothing is stored yet: what the list knows, and what is going on. */
function NoDays({ view, now }: DownloadsFigureProps) {
  const { line, isReading, here } = view;
  return (
    <section class="no-days">
      <h2>Downloads</h2>
      {line === undefined ? null : (
        <>
          <Headline line={line} now={now} />
          <p class="stamp">
            <span>
              From {line.from === 'search' ? 'npm’s search' : 'the search index’s list of packages'}; not
              counted here yet.
            </span>
          </p>
        </>
      )}
      <EmptyState
        kind={isReading ? 'never-synced' : 'unknown'}
        title={isReading ? 'The days are being read from npm' : 'No daily counts here'}
        level={3}
      >
        <p>
          {isReading
            ? 'At the pace that npm allows. '
            : 'npm’s downloads service has not told any of this package yet. '}
          <a href={here}>Look again</a>
        </p>
      </EmptyState>
    </section>
  );
}

/** What the chart shows as CSV, for guests too. */
function daysHref(name: string, { window, bucket }: MetricQuery): string {
  const search = new URLSearchParams({ window: windowParam(window), bucket: bucket ?? 'day' });
  return `/api/v1/npm/packages/${encodeURIComponent(name)}/downloads.csv?${search}`;
}
