import {
  DAY,
  type Decimal,
  describeState,
  divide,
  formatBucket,
  formatBucketName,
  formatChange,
  formatDay,
  formatExact,
  formatPercent,
  formatValue,
  type QueryResult,
  type ResultBucket,
  toDayUtc,
  toIso,
  type Unit,
  type UnixSeconds,
  unitName,
  type WindowSpec,
  windowLabel,
} from '@shipstats/core';
import type { Colors } from './colors.ts';
import { printable } from './printable.ts';
import { renderSparkline } from './sparkline.ts';
import { renderStamp } from './stamp-line.ts';
import { renderTable } from './text-table.ts';

export interface RenderOptions {
  readonly colors: Colors;
  readonly window: WindowSpec;
  readonly now: UnixSeconds;
  /** One line a bucket; otherwise buckets only make the sparklines. */
  readonly listBuckets: boolean;
}

/** Writes a result for the terminal: the number, its sparkline, a table, and the stamp. */
export function renderResult(result: QueryResult, options: RenderOptions): string {
  const { colors, now } = options;
  const { unit } = result;
  const head = `${colors.bold(result.title)} ${colors.dim(`· ${describeWindow(result, options.window)}`)}`;
  const points = result.by.length === 0 ? (result.series[0]?.points ?? []) : [];
  const number = [
    result.value === null ? 'unknown' : colors.bold(formatNumber(result.value, unit)),
    points.length > 1 ? colors.cyan(renderSparkline(known(points, result.buckets))) : '',
    comparison(result),
  ];
  const table =
    options.listBuckets || result.by.length > 0
      ? ['', ...(options.listBuckets ? bucketTable(result, colors) : seriesTable(result, colors))]
      : [];
  const [first, ...rest] = table.slice(1);
  return [
    head,
    '',
    `  ${number.filter(Boolean).join('   ')}`,
    ...(first === undefined ? [] : ['', `  ${colors.dim(first)}`]),
    ...rest.map((line) => `  ${line}`),
    '',
    ...leftOut(result),
    ...result.stamps.map((stamp) => colors.dim(renderStamp(stamp, now))),
    '',
  ].join('\n');
}

function formatNumber(value: Decimal, unit: Unit): string {
  return unit.kind === 'count' || unit.kind === 'plain'
    ? formatValue(value, unit, { noun: true })
    : formatValue(value, unit);
}

function describeWindow(result: QueryResult, window: WindowSpec): string {
  const { start, end } = result.window;
  if (start === end) return windowLabel(window);
  const isDays = start % DAY === 0 && end % DAY === 0;
  const days = isDays
    ? `${formatDay(toDayUtc(start))} – ${formatDay(toDayUtc(end - 1), { year: true })}`
    : `${formatBucketName(toIso(start))} – ${formatBucketName(toIso(end), { year: true })} UTC`;
  const label = windowLabel(window);
  const isSpan = label.includes(' to ') && !label.endsWith('to date');
  return isSpan ? days : `${label}, ${days}`;
}

function leftOut({ leftOut: part, stamps }: QueryResult): string[] {
  if (part === null) return [];
  const granularity = stamps[0]?.granularity ?? 'day';
  const from = formatBucketName(formatBucket(part.window.start, granularity));
  const what = part.buckets === 1 ? '1 bucket' : `${part.buckets} buckets`;
  return [`left out: ${what} from ${from}${granularity === 'day' ? '' : ' UTC'} on, which may still change`];
}

function comparison({ comparison: before, value, unit }: QueryResult): string {
  if (before === null || value === null) return '';
  if (before.value === null || before.obstacle === 'gaps-before')
    return 'no comparison: the window before is not wholly known';
  if (before.obstacle === 'gaps-now') return 'no comparison: this window is not wholly known';
  if (before.obstacle === 'not-over') return `not over; the one before: ${formatValue(before.value, unit)}`;
  const change = formatChange(before.value, value, unit);
  return `${change === undefined ? '' : `${change} `}from ${formatValue(before.value, unit)}`;
}

/** Buckets that have not begun are no gap; those that are known in part are one, where nothing can mark them. */
function known(points: readonly (Decimal | null)[], buckets: readonly ResultBucket[]): (Decimal | null)[] {
  return points.flatMap((point, index) => {
    const bucket = buckets[index];
    if (bucket?.state === 'future') return [];
    return [bucket !== undefined && looksLikeFall(bucket) ? null : point];
  });
}

/** A week of three days would; a day of the source's own that is not over is drawn, as far as it has come. */
function looksLikeFall({ state, gaps }: ResultBucket): boolean {
  return state === 'incomplete' || (state === 'partial' && gaps !== undefined);
}

function seriesTable(result: QueryResult, colors: Colors): string[] {
  const { series, unit, by, value } = result;
  const hasShares = result.kind === 'flow' && result.fn === 'sum';
  const hasPrevious = series.some((each) => each.previous !== null);
  const hasPoints = result.buckets.length > 1;
  return renderTable(
    [
      ...by.map((name) => ({ head: name })),
      { head: unitName(unit) || 'value', align: 'decimal' as const },
      ...(hasShares ? [{ head: 'share', align: 'right' as const }] : []),
      ...(hasPrevious ? [{ head: 'change', align: 'right' as const }] : []),
      ...(hasPoints ? [{ head: '' }] : []),
    ],
    series.map((each) => [
      ...names(each, by, colors),
      each.value === null ? '?' : formatExact(each.value, unit),
      ...(hasShares ? [share(each.value, value)] : []),
      ...(hasPrevious
        ? [
            each.previous === null || each.value === null
              ? ''
              : (formatChange(each.previous, each.value, unit) ?? ''),
          ]
        : []),
      ...(hasPoints ? [renderSparkline(known(each.points, result.buckets), 30)] : []),
    ]),
  );
}

function bucketTable(result: QueryResult, colors: Colors): string[] {
  const { series, unit, by, buckets } = result;
  const rows = buckets.flatMap((bucket, index) =>
    bucket.state === 'future'
      ? []
      : series.map((each) => {
          const value = each.points[index] ?? null;
          return [
            bucketName(bucket),
            ...names(each, by, colors),
            value === null ? '?' : formatExact(value, unit),
            bucket.state === 'complete' ? '' : describeState(bucket),
          ];
        }),
  );
  return renderTable(
    [
      { head: 'bucket' },
      ...by.map((name) => ({ head: name })),
      { head: unitName(unit) || 'value', align: 'decimal' },
      { head: '' },
    ],
    rows,
  );
}

/** The name, and behind it the id that it is of. */
function names(series: QueryResult['series'][number], by: readonly string[], colors: Colors): string[] {
  if (series.isOther) return by.map((_, index) => (index === 0 ? series.label : ''));
  return by.map((dimension) => {
    const id = printable(series.dimensions[dimension] ?? '(none)');
    const known = series.names?.[dimension];
    if (known === undefined) return id;
    const state = known.state === 'active' ? '' : `, ${known.state}`;
    return `${printable(known.name)} ${colors.dim(`(${id}${state})`)}`;
  });
}

function bucketName({ start, end }: ResultBucket): string {
  return end - start <= 3_600 ? toIso(start) : toDayUtc(start);
}

function share(value: Decimal | null, total: Decimal | null): string {
  if (value === null || total === null) return '';
  const ratio = divide(value, total, 6);
  return ratio === undefined ? '' : formatPercent(ratio);
}
