import {
  aloneOverall,
  countDays,
  describeAlone,
  describeFinding,
  FINDING_NAMES,
  formatDay,
  formatExact,
  formatValue,
  PRICE_RULE_WORDS,
  partName,
  type ReconciledDay,
  type SourceReport,
  subtract,
  toDayUtc,
  windowLabel,
} from '@shipstats/core';
import type { Context } from 'hono';
import { RECONCILE_WINDOW, readReport, reconcileParams } from '../api/reconcile.ts';
import type { AppContext } from '../app-context.ts';
import { DataTable } from '../chart/index.ts';
import { readSearch } from '../metric-params.ts';
import { isSyntheticSource } from '../source-view.ts';
import { Breadcrumb, Card, countNoun, EmptyState, PageHead, RangePicker, Stamp } from '../ui/index.ts';
import { RangeForm } from './range-form.tsx';
import { rangeOptions, withRangeOfForm } from './range-options.ts';
import { renderPage } from './render-page.tsx';
import { unitWord } from './unit-word.ts';

/** `/sources/:name/reconcile`: costs beside usage, day by day, and what does not fit together. */
export async function renderReconcile(http: Context, context: AppContext, name: string) {
  const url = new URL(http.req.url);
  const fromForm = withRangeOfForm(url);
  if (fromForm) return http.redirect(fromForm.pathname + fromForm.search, 303);
  // Addresses of pages travel: what others hang on to them is not for us.
  const known = Object.fromEntries(
    Object.entries(http.req.queries()).filter(([key]) => key in reconcileParams.shape),
  );
  const params = readSearch(known, reconcileParams);
  const report = await readReport(name, params, context);
  const window = params.window || RECONCILE_WINDOW;
  const path = `/sources/${encodeURIComponent(name)}`;
  return renderPage(
    http,
    context,
    {
      title: 'Costs beside usage',
      description: `What ${report.title} charges beside what was used, day by day: ${windowLabel(window)}.`,
      section: 'sources',
      isSynthetic: isSyntheticSource(name, context),
    },
    <>
      <PageHead
        title="Costs beside usage"
        crumb={
          <Breadcrumb
            trail={[
              { label: 'Sources', href: '/sources' },
              { label: report.title, href: path },
            ]}
          />
        }
        lede={`What ${report.title} charges and what was used, day by day. The two are never added.`}
      >
        <div class="range-tools">
          <RangePicker options={rangeOptions(url, window)} />
          <RangeForm url={url} window={report.window} />
        </div>
      </PageHead>
      <Report report={report} window={window} path={path} now={context.clock()} />
    </>,
  );
}

interface ReportProps {
  readonly report: SourceReport;
  readonly window: string;
  readonly path: string;
  readonly now: Date;
}

function Report({ report, window, path, now }: ReportProps) {
  if (report.days.every((day) => day.state === 'unknown' && day.cost === null)) {
    return (
      <EmptyState kind="never-synced">
        <p>
          No costs of these days have been read yet. <a href={path}>{report.title}</a> shows how far it is.
        </p>
      </EmptyState>
    );
  }
  const query = new URLSearchParams({ window });
  return (
    <>
      <Findings report={report} />
      <Sums report={report} />
      <Card
        title="Day by day"
        isWide
        foot={
          <>
            <Stamp stamps={report.stamps} now={now} />
            <p class="links">
              <a href={`${path}/reconcile.csv?${query}`}>CSV</a>
              <a href={`/api/v1${path}/reconcile?${query}`}>JSON</a>
            </p>
          </>
        }
      >
        <DayTable report={report} />
      </Card>
      <Alone report={report} />
      <Card title="How days are judged" isWide>
        <ul>
          <li>
            A day is looked at when it is settled: costs and all usage that is synced are complete. Days that
            are provisional, partial, incomplete or unknown are listed and never flagged.
          </li>
          <li>
            A cost has no usage where its line item belongs to an endpoint and a model of which nothing was
            used that day; usage has no cost where no line item of it charges anything. Models are the same
            whatever the date in their names.
          </li>
          <li>{PRICE_RULE_WORDS}</li>
          <li>
            Taxes, commitments, adjustments, credits and line items that are not known stand alone: no usage
            leads to them.
          </li>
        </ul>
      </Card>
    </>
  );
}

function Findings({ report }: { readonly report: SourceReport }) {
  const { settled, open, flagged } = countDays(report);
  const rows = report.days.toReversed().flatMap((day) =>
    day.findings.map((finding) => {
      const { what, of, detail } = describeFinding(finding, report.unit);
      return [dayText(day), what, of, detail];
    }),
  );
  return (
    <Card title="To look at" isWide>
      <p class="soft">
        {flagged === 0 ? 'Nothing on' : `${flagged} of`} {countNoun(settled, 'settled day')};{' '}
        {countNoun(open, 'day')} not settled yet.
        {report.unread.length === 0
          ? null
          : ` Usage that is not synced, so that nothing is said of it: ${report.unread.map((resource) => partName({ resource, model: null })).join(', ')}.`}
      </p>
      <DataTable
        label="To look at"
        isStacked
        columns={[{ label: 'Day' }, { label: 'What' }, { label: 'Of' }, { label: 'Numbers' }]}
        rows={rows}
        empty={settled === 0 ? 'No day is settled yet.' : 'Costs and usage fit together.'}
      />
    </Card>
  );
}

/** The sums of money alone. */
function Sums({ report: { totals, unit } }: { readonly report: SourceReport }) {
  const rows: readonly (readonly [string, typeof totals.cost])[] = [
    ['Cost', totals.cost],
    ['with usage beside it', totals.matched],
    ['alone', totals.alone],
    ['credits among it', totals.credits],
    ['of no project', totals.withoutProject],
  ];
  return (
    <Card title="Money" isWide>
      <dl class="facts">
        {rows.map(([label, value]) => (
          <>
            <dt>{label}</dt>
            <dd>{formatExact(value, unit)}</dd>
          </>
        ))}
      </dl>
    </Card>
  );
}

function DayTable({ report }: { readonly report: SourceReport }) {
  const measures = new Map(
    report.days.flatMap((day) =>
      day.usage.flatMap((usage) =>
        usage.measures.map(({ measure, unit }) => [
          `${usage.resource} ${measure}`,
          { resource: usage.resource, measure, unit },
        ]),
      ),
    ),
  );
  const columns = [...measures.values()];
  return (
    <DataTable
      label="Costs and usage, day by day"
      columns={[
        { label: 'Day' },
        { label: 'State' },
        { label: 'To look at' },
        { label: `Cost (${unitWord(report.unit)})`, isNumber: true },
        { label: 'of it alone', isNumber: true },
        ...columns.map(({ resource, measure }) => ({ label: columnName(resource, measure), isNumber: true })),
      ]}
      rows={report.days
        .toReversed()
        .map((day) => [
          dayText(day),
          stateWords(day),
          day.findings.length === 0 ? (
            <span class="soft">{day.state === 'complete' ? 'nothing' : 'not settled'}</span>
          ) : (
            [...new Set(day.findings.map((finding) => FINDING_NAMES[finding.kind]))].join('; ')
          ),
          day.cost === null ? <span class="soft">unknown</span> : formatExact(day.cost, report.unit),
          aloneText(day, report),
          ...columns.map(({ resource, measure }) => usedText(day, resource, measure)),
        ])}
    />
  );
}

/** `completions: input tokens`; an endpoint whose only number is named like it, once. */
function columnName(resource: string, measure: string): string {
  const [name, number] = [resource.replaceAll('_', ' '), measure.replaceAll('_', ' ')];
  return name === number ? name : `${name}: ${number}`;
}

function aloneText(day: ReconciledDay, report: SourceReport) {
  if (day.cost === null) return <span class="soft">unknown</span>;
  const names = day.alone.map((one) => `${one.what}: ${describeAlone(one, report.unit)}`).join('; ');
  const alone = subtract(day.cost, day.matched);
  return <span title={names === '' ? undefined : names}>{formatExact(alone, report.unit)}</span>;
}

function usedText(day: ReconciledDay, resource: string, measure: string) {
  const usage = day.usage.find((one) => one.resource === resource);
  if (!usage || usage.state === 'unknown') return <span class="soft">unknown</span>;
  const used = usage.measures.find((one) => one.measure === measure);
  if (!used) return usage.state === 'incomplete' ? <span class="soft">unknown</span> : '0';
  return (
    <span title={formatExact(used.value, used.unit)}>
      {formatValue(used.value, used.unit, { compact: true })}
    </span>
  );
}

/** `provisional`, with what it is that is not known where that is not the costs. */
function stateWords(day: ReconciledDay): string {
  if (day.state === 'complete') return 'settled';
  if (day.state === day.costState) return day.state;
  const which = day.usage.filter((one) => one.state === day.state);
  return `${day.state}: ${which.map((one) => partName({ resource: one.resource, model: null })).join(', ')}`;
}

/** Costs that no usage leads to, over the whole window. */
function Alone({ report }: { readonly report: SourceReport }) {
  return (
    <Card title="Costs that stand alone" isWide>
      <DataTable
        label="Costs that stand alone"
        isStacked
        columns={[
          { label: 'Line item' },
          { label: 'What it is' },
          { label: 'Project' },
          { label: 'Amount', isNumber: true },
          { label: 'Days', isNumber: true },
        ]}
        rows={aloneOverall(report).map((one) => [
          one.lineItem ?? '(none)',
          one.what,
          one.isWithoutProject ? 'none: the organization' : '–',
          describeAlone(one, report.unit),
          `${one.days}`,
        ])}
        empty="Every cost has usage beside it."
      />
    </Card>
  );
}

function dayText(day: ReconciledDay): string {
  return formatDay(toDayUtc(day.start), { year: true });
}
