import {
  type Comparison,
  compare,
  DAY,
  type Decimal,
  type FormatOptions,
  formatChange,
  formatValue,
  type QueryResult,
  type Unit,
  type Window,
} from '@shipstats/core';
import { spanName } from '../chart/time-ticks.ts';
import { countNoun } from './stamp-words.ts';

export interface DeltaProps {
  readonly before: Decimal;
  readonly after: Decimal;
  readonly unit: Unit;
  readonly moreIs: QueryResult['moreIs'];
  /** What `before` is, as a phrase: `the 30 days before`. */
  readonly against: string;
  readonly format?: FormatOptions;
}

/** A change and what it is a change of: `+12.4% on the 30 days before ($2,423.10)`; coloured only if it is good or bad. */
export function Delta({ before, after, unit, moreIs, against, format }: DeltaProps) {
  const change = formatChange(before, after, unit);
  const past = formatValue(before, unit, { compact: unit.kind === 'count', ...format });
  if (change === undefined) return <p class="delta">{`${against}: ${past}`}</p>;
  const tone = changeTone(before, after, moreIs);
  return (
    <p class="delta">
      <b class={tone}>{change}</b>
      {` ${unit.kind === 'ratio' || change === 'new' ? 'against' : 'on'} ${against} (${past})`}
    </p>
  );
}

/** The same for a query's result: says what it cannot compare instead of leaving it out. */
export function ResultDelta({ result, format }: { result: QueryResult; format?: FormatOptions }) {
  const { comparison, value } = result;
  if (comparison === null) return null;
  const against = comparisonName(result.window, comparison.window);
  if (value === null || comparison.value === null)
    return <p class="delta">{`nothing known of ${against}`}</p>;
  const obstacle = describeObstacle(result, comparison, {
    against,
    past: formatValue(comparison.value, result.unit, format),
  });
  if (obstacle !== undefined) return <p class="delta">{obstacle}</p>;
  return (
    <Delta
      before={comparison.value}
      after={value}
      unit={result.unit}
      moreIs={result.moreIs}
      against={against}
      {...(format && { format })}
    />
  );
}

function describeObstacle(
  { stamps }: QueryResult,
  { obstacle, unknownBuckets }: Comparison,
  { against, past }: { readonly against: string; readonly past: string },
) {
  switch (obstacle) {
    case 'gaps-before': {
      const finer = stamps[0]?.granularity;
      const gaps = finer === undefined ? unknownBuckets : countNoun(unknownBuckets, finer);
      return `no comparison: ${gaps} of ${against} ${unknownBuckets === 1 ? 'is' : 'are'} not wholly known`;
    }
    case 'gaps-now':
      return `no comparison with ${against}: not all of this is known`;
    case 'not-over':
      return `${against}: ${past}`;
    case null:
      return undefined;
    default:
      return obstacle satisfies never;
  }
}

/** `better`, `worse`, or an empty text where a change is neither. */
export function changeTone(before: Decimal, after: Decimal, moreIs: QueryResult['moreIs']): string {
  const direction = compare(after, before);
  if (direction === 0 || moreIs === 'neutral') return '';
  return direction > 0 === (moreIs === 'better') ? 'better' : 'worse';
}

/** The window before in words: `the 30 days before`, `the day before`, `1 Oct – 22 Oct 2026`. */
export function comparisonName(window: Window, before: Window): string {
  const length = before.end - before.start;
  if (before.end !== window.start || length !== window.end - window.start) return spanName(before);
  const hours = length / 3_600;
  // A day begins at midnight.
  if (hours % 24 !== 0 || (hours === 24 && window.start % DAY !== 0))
    return hours === 1 ? 'the hour before' : `the ${hours} hours before`;
  return hours === 24 ? 'the day before' : `the ${hours / 24} days before`;
}
