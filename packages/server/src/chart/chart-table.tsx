import type { Decimal } from '@shipstats/core';
import { raw } from 'hono/html';
import { stateText } from './bucket-states.ts';
import { type ChartModel, chartValue, exactValue } from './chart-model.ts';
import { idsOf } from './series-name.tsx';
import { bucketName, granularityOf } from './time-ticks.ts';

/** More columns than this are for the CSV. */
const MAX_COLUMNS = 24;
/** A whole number that is no longer ("9,999,999") stands in a readout with all its digits: a second form weighs. */
const READOUT_LENGTH = 9;

/**
 * The numbers behind a chart, newest first, with every digit and with states in words; folded away until asked for.
 *
 * The chart's cursor reads its values from here (`data-short` where a cell's digits are too many for a readout).
 */
export function ChartTable({ model, id, title }: { model: ChartModel; id: string; title: string }) {
  const { result } = model;
  const shown = model.series.slice(0, MAX_COLUMNS);
  const hasTotal = model.kind === 'bars' && model.series.length > 1;
  const granularity = granularityOf(result.buckets);
  const head = { minute: 'Minute', hour: 'Hour', day: 'Day', week: 'Week', month: 'Month' }[granularity];
  return (
    <details class="chart-table">
      <summary>Table</summary>
      {shown.length < model.series.length ? (
        <p class="soft">
          {shown.length} of {model.series.length} series; all of them are in the CSV.
        </p>
      ) : null}
      <section class="scroll" aria-label={`${title}: table`} tabindex={0}>
        <table class="data" id={`${id}-table`}>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">State</th>
              {hasTotal ? (
                <th scope="col" class="number">
                  Total
                </th>
              ) : null}
              {shown.map((one) => (
                <th scope="col" class="number" title={idsOf(one.series)}>
                  {model.isSplit ? one.series.label : 'Value'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{raw(rows(model, shown, hasTotal))}</tbody>
        </table>
      </section>
    </details>
  );
}

/** Thousands of cells, written as text: as components they would cost most of the page's time. */
function rows(model: ChartModel, shown: ChartModel['series'], hasTotal: boolean): string {
  const lines = model.result.buckets.map((bucket, index) => {
    const cells = shown.map((one) => cell(model, one.series.points[index] ?? null));
    const total = hasTotal ? cell(model, model.totals[index] ?? null) : '';
    const name = escapeHtml(bucketName(bucket));
    return `<tr><th scope="row">${name}</th><td class="${bucket.state}">${stateText(bucket)}</td>${total}${cells.join('')}</tr>`;
  });
  return lines.reverse().join('');
}

function cell(model: ChartModel, value: Decimal | null): string {
  if (value === null) return '<td class="none">unknown</td>';
  const exact = exactValue(model, value);
  const isShort = exact.length <= READOUT_LENGTH && !exact.includes('.');
  const short = isShort ? exact : chartValue(model, value);
  const attribute = short === exact ? '' : ` data-short="${escapeHtml(short)}"`;
  return `<td${attribute}>${escapeHtml(exact)}</td>`;
}

function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`) : text;
}
