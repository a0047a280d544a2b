import {
  type Decimal,
  type FormatOptions,
  formatDecimal,
  formatExact,
  formatParts,
  type QueryResult,
  toNumber,
  type Unit,
} from '@shipstats/core';
import { Meter } from '../chart/meter.tsx';
import { Sparkline } from '../chart/sparkline.tsx';
import { ResultDelta } from './delta.tsx';
import { Stamp } from './stamp.tsx';

export interface StatTileProps {
  readonly title: string;
  /** Where the title leads: the metric's own page. */
  readonly href?: string;
  readonly result: QueryResult;
  readonly now: Date;
  readonly format?: FormatOptions;
  /** The pages of what the number is made of, where it has none of its own. */
  readonly parts?: readonly { readonly label: string; readonly href: string }[];
  /** What the shape spans, where that is not the number's window: `last 30 days`. */
  readonly shapeLabel?: string;
  /** A sentence under the number: `so far, by 10:00 UTC`. */
  readonly note?: string;
  /** What may be spent in the window; shows how much of it is. */
  readonly budget?: Decimal;
  /** What will be spent by the window's end at this pace, shown against the budget. */
  readonly forecast?: Decimal;
  /** When that end is: `30 Nov`. */
  readonly forecastBy?: string;
}

/** One number, as big as it deserves: title, number, change, shape over time, stamp. */
export function StatTile(props: StatTileProps) {
  const {
    title,
    href,
    result,
    now,
    format,
    note,
    budget,
    forecast,
    forecastBy,
    parts = [],
    shapeLabel,
  } = props;
  const points = result.series.length === 1 ? (result.series[0]?.points ?? []) : [];
  return (
    <article class="tile">
      <h2>{href === undefined ? title : <a href={href}>{title}</a>}</h2>
      {result.value === null ? (
        <p class="num none">unknown</p>
      ) : (
        <Num value={result.value} unit={result.unit} {...(format && { format })} />
      )}
      <div>
        {note === undefined ? null : <p class="delta">{note}</p>}
        <ResultDelta result={result} {...(format && { format })} />
      </div>
      <div class="tile-shape">
        {budget !== undefined && result.value !== null ? (
          <Meter
            value={result.value}
            limit={budget}
            unit={result.unit}
            label={title}
            {...(forecast && { forecast })}
            {...(forecastBy && { by: forecastBy })}
          />
        ) : points.length > 1 ? (
          <div>
            <Sparkline points={points} states={result.buckets.map((bucket) => bucket.state)} />
            {shapeLabel === undefined ? null : <p class="hint">{shapeLabel}</p>}
          </div>
        ) : null}
        {parts.length === 0 ? null : (
          <p class="links parts">
            {parts.map((part) => (
              <a href={part.href}>{part.label}</a>
            ))}
          </p>
        )}
      </div>
      <Stamp stamps={result.stamps} now={now} />
    </article>
  );
}

/** A number in display type, its cents, magnitude or unit set small; every digit of it on pointing at it. */
export function Num({ value, unit, format }: { value: Decimal; unit: Unit; format?: FormatOptions }) {
  const compact = Math.abs(toNumber(value)) >= (unit.kind === 'money' ? 1e7 : 100_000);
  const { big, small } = formatParts(value, unit, { compact, ...format });
  return (
    <p class={big.length > 8 ? 'num long' : 'num'}>
      <data value={formatDecimal(value)} title={formatExact(value, unit)}>
        {big}
        {small === '' ? null : <small>{small}</small>}
      </data>
    </p>
  );
}

/** Tiles side by side, parted by hairlines. */
export function Tiles(props: { label?: string; children?: unknown }) {
  return (
    <section class="tiles" aria-label={props.label ?? 'At a glance'}>
      {props.children}
    </section>
  );
}
