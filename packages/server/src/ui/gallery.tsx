import { count, fromNumber, type QueryResult } from '@shipstats/core';
import { DataTable } from '../chart/data-table.tsx';
import { Meter } from '../chart/meter.tsx';
import { RankedBars } from '../chart/ranked-bars.tsx';
import { SAMPLE_NOW as now, type SampleOptions, sampleResult, sampleStamp } from '../chart/sample-result.ts';
import { TimeseriesChart } from '../chart/timeseries-chart.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { Button, ButtonLink } from './button.tsx';
import { Card, Cards, PageHead } from './card.tsx';
import { EmptyState } from './empty-state.tsx';
import { ErrorPage } from './error-page.tsx';
import { FieldRow, SelectField, TextField } from './field.tsx';
import { Layout, type LayoutProps } from './layout.tsx';
import { Notice } from './notice.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { RangePicker } from './range-picker.tsx';
import { Stamp } from './stamp.tsx';
import { StatTile, Tiles } from './stat-tile.tsx';
import { StatusPill } from './status-pill.tsx';

export const GALLERY_MODELS = ['gpt-5', 'gpt-5-mini', 'gpt-4.1', 'o4-mini', 'other'];
const twelve = Array.from({ length: 12 }, (_, index) => `model-${String.fromCharCode(97 + index)}`);
const many = Array.from({ length: 200 }, (_, index) => `project-${index + 1}`);
const tokens = count('tokens', 'token');

/** Every component and every state of a chart on one page, to look at and to test; made only in development. */
export function Gallery({ assets }: { assets: LayoutProps['assets'] }) {
  return (
    <Layout
      title="Gallery"
      description="Every component and chart state."
      section="dashboards"
      version="0.1.0"
      dataLabel=".shipstats/"
      assets={assets}
      synthetic
    >
      <PageHead title="AI" crumb={<Breadcrumb trail={[{ label: 'Dashboards', href: '#' }]} />}>
        <RangePicker
          options={['7 d', '30 d', '90 d', 'Month to date', 'Custom…'].map((label) => ({
            label,
            href: '#',
            isCurrent: label === '30 d',
          }))}
        />
      </PageHead>
      <DashboardPart />
      <ChartStates />
      <ComponentsPart />
    </Layout>
  );
}

function DashboardPart() {
  const ratio = sampleResult({
    point: (_, index) => (0.63 + 0.04 * Math.sin(index * 1.1)).toFixed(4),
    states: {},
    result: {
      unit: { kind: 'ratio' },
      kind: 'level',
      fn: null,
      moreIs: 'better',
      value: fromNumber(0.631),
      title: 'Cache-hit ratio',
    },
  });
  const ratioCompared: QueryResult = {
    ...ratio,
    comparison: ratio.comparison && { ...ratio.comparison, value: fromNumber(0.654) },
  };
  const input = sampleResult({
    point: (_, index) => String(Math.round(3.1e7 + 9e6 * Math.sin(index * 0.9) + index * 3e5)),
    result: {
      unit: tokens,
      moreIs: 'neutral',
      title: 'Input tokens',
      value: fromNumber(41_812_305),
      comparison: null,
    },
  });
  const bySplit = sampleResult({ names: GALLERY_MODELS, hasOther: true });
  return (
    <>
      <Tiles>
        <StatTile title="OpenAI spend (last 30d)" href="#" result={sampleResult()} now={now} />
        <StatTile title="Input tokens today" result={input} now={now} note="so far, by 10:00 UTC" />
        <StatTile title="Cache-hit ratio" result={ratioCompared} now={now} />
        <StatTile
          title="November budget"
          result={{ ...sampleResult(), comparison: null }}
          now={now}
          budget={fromNumber(3500)}
          forecast={fromNumber(3220)}
          forecastBy="30 Nov"
        />
      </Tiles>
      <Cards>
        <TimeseriesChart
          id="spend"
          title="Spend by model"
          href="#"
          result={bySplit}
          now={now}
          known={GALLERY_MODELS}
          isWide
          links={[
            { label: 'CSV', href: '#' },
            { label: 'Explore', href: '#' },
          ]}
        />
        <RankedBars
          id="rank"
          title="Spend by model"
          result={bySplit}
          now={now}
          noun="Model"
          rowHref={() => '#'}
          isColoured
          known={GALLERY_MODELS}
        />
        <TimeseriesChart id="tokens" title="Input tokens" result={input} now={now} />
        <TimeseriesChart id="ratio" title="Cache-hit ratio" result={ratioCompared} now={now} />
        <TimeseriesChart
          id="weekly"
          title="Spend by week"
          result={sampleResult({
            names: GALLERY_MODELS,
            buckets: 12,
            width: 7 * 86_400,
            states: { 0: 'partial' },
            hasOther: true,
          })}
          known={GALLERY_MODELS}
          now={now}
        />
      </Cards>
    </>
  );
}

const STATES: readonly (readonly [title: string, options: SampleOptions, kind?: 'line' | 'bars'])[] = [
  [
    'Holes and unreadable rows',
    {
      names: GALLERY_MODELS,
      hasOther: true,
      states: {
        0: 'partial',
        1: 'provisional',
        2: 'provisional',
        8: 'incomplete',
        15: 'unknown',
        16: 'unknown',
        17: 'unknown',
      },
    },
  ],
  [
    'A line with holes',
    {
      names: GALLERY_MODELS.slice(0, 4),
      states: {
        0: 'partial',
        1: 'provisional',
        2: 'provisional',
        8: 'incomplete',
        15: 'unknown',
        16: 'unknown',
        18: 'unknown',
      },
    },
    'line',
  ],
  [
    'Credits below zero',
    {
      names: ['usage', 'support', 'credits'],
      point: (series, index) => (series === 2 ? (index % 5 === 0 ? '-38.5' : '0') : undefined),
    },
  ],
  ['One day only', { names: GALLERY_MODELS, buckets: 1, states: { 0: 'partial' } }],
  ['All zero', { point: () => '0' }],
  [
    'All unknown',
    {
      states: Object.fromEntries(Array.from({ length: 30 }, (_, index) => [index, 'unknown' as const])),
      stamp: { syncedAt: null },
    },
  ],
  ['Twelve series', { names: twelve }],
  ['Twelve lines', { names: twelve }, 'line'],
  ['Two hundred series', { names: many, buckets: 90 }],
  [
    'Huge and tiny',
    {
      names: ['huge', 'tiny'],
      point: (series, index) => (series === 0 ? String(4e11 + index * 1e9) : '0.00000012'),
    },
  ],
  ['Below a cent', { point: (_, index) => (0.0004 + index * 0.00001).toFixed(6) }],
  ['Hostile <b>&"label"', { names: ['<script>alert(1)</script>', 'a"b\'c&d', 'x'.repeat(120)] }],
];

function ChartStates() {
  return (
    <Cards>
      {STATES.map(([title, options, kind], index) => (
        <TimeseriesChart
          id={`state-${index}`}
          title={title}
          result={sampleResult(options)}
          now={now}
          {...(kind && { kind })}
        />
      ))}
    </Cards>
  );
}

function ComponentsPart() {
  const stamp = sampleStamp([], { through: '2026-11-22', partial: true });
  return (
    <>
      <Cards>
        <Card title="Stamps" isWide>
          <Stamp now={now} stamps={[{ ...stamp, partial: false, through: '2026-11-21' }]} />
          <Stamp now={now} stamps={[{ ...stamp, provisionalBuckets: 3 }]} />
          <Stamp
            now={now}
            stamps={[{ ...stamp, partial: false, through: '2026-11-21', provisionalBuckets: 3 }]}
          />
          <Stamp now={now} stamps={[{ ...stamp, unknownBuckets: 2, synthetic: true }]} />
          <Stamp now={now} stamps={[{ ...stamp, stale: true, syncedAt: '2026-11-20T10:00:00Z' }]} />
          <Stamp now={now} stamps={[{ ...stamp, error: '401: the key was revoked', stale: true }]} />
          <Stamp now={now} stamps={[{ ...stamp, syncedAt: null, through: null, partial: false }]} />
        </Card>
        <Card title="Status">
          <p>
            <StatusPill status="ok" />
          </p>
          <p>
            <StatusPill status="running" />
          </p>
          <p>
            <StatusPill status="waiting" />
          </p>
          <p>
            <StatusPill status="warning" />
          </p>
          <p>
            <StatusPill status="failed" />
          </p>
          <p>
            <StatusPill status="off" />
          </p>
        </Card>
        <Card title="Controls" isWide>
          <FieldRow>
            <SelectField
              id="by"
              name="by"
              label="By"
              options={[
                { value: 'model', label: 'model', isCurrent: true },
                { value: 'project_id', label: 'project_id' },
              ]}
            />
            <TextField id="filter" name="filter" label="Filter" placeholder="model=gpt-5" />
            <TextField
              id="wrong"
              name="wrong"
              label="Window"
              value="30x"
              error="Not a window. Use 30d, 12w or mtd."
            />
            <Button kind="primary">Apply</Button>
            <Button>Sync now</Button>
            <Button kind="danger">Revoke</Button>
            <Button isDisabled>Waiting</Button>
            <ButtonLink href="#">Connect</ButtonLink>
          </FieldRow>
          <ProgressBar label="Costs" done={12} total={30} note="12 of 30 days" />
          <ProgressBar label="Completions" done={30} total={30} />
        </Card>
        <Card title="Budget">
          <Meter
            label="November budget"
            value={fromNumber(2590)}
            limit={fromNumber(3500)}
            unit={{ kind: 'money', currency: 'usd' }}
            forecast={fromNumber(3220)}
            by="30 Nov"
          />
          <Meter
            label="October budget"
            value={fromNumber(3900)}
            limit={fromNumber(3500)}
            unit={{ kind: 'money', currency: 'usd' }}
            forecast={fromNumber(4400)}
            by="31 Oct"
          />
        </Card>
      </Cards>
      <Notice kind="info" title="Two endpoints are still being read">
        <p>Numbers grow until they are through.</p>
      </Notice>
      <Notice kind="warn" title="3 rows were set aside">
        <p>
          They could not be read. <a href="#main">Look at them</a>.
        </p>
      </Notice>
      <Notice kind="error" title="OpenAI says 401">
        <p>
          The key was revoked. Put a new one into <code>.env</code> and sync again.
        </p>
      </Notice>
      <Notice kind="good">
        <p>All of November is complete.</p>
      </Notice>
      <DataTable
        label="Runs"
        columns={[{ label: 'Run' }, { label: 'Status' }, { label: 'Rows', isNumber: true }]}
        rows={[
          ['#12', <StatusPill status="ok" />, '12,402'],
          ['#11', <StatusPill status="failed" />, '0'],
        ]}
      />
      <Cards>
        <EmptyState kind="never-synced">
          <p>The first sync takes about a minute.</p>
          <Button kind="primary">Sync now</Button>
        </EmptyState>
        <EmptyState kind="nothing-found">
          <p>
            No model matches <code>gpt-9</code>.
          </p>
        </EmptyState>
        <EmptyState kind="unknown">
          <p>These days were never read.</p>
        </EmptyState>
      </Cards>
      <ErrorPage status={404} title="There is no such page">
        <p class="soft">The address may be mistyped, or the dashboard was renamed.</p>
      </ErrorPage>
    </>
  );
}
