import {
  compare,
  type Decimal,
  divide,
  formatPercent,
  formatValue,
  toNumber,
  type Unit,
  ZERO,
} from '@shipstats/core';

export interface MeterProps {
  readonly value: Decimal;
  readonly limit: Decimal;
  readonly unit: Unit;
  /** What is measured: `November budget`. */
  readonly label: string;
  /** Where it is heading by the end of the window. */
  readonly forecast?: Decimal;
  /** When that end is: `30 Nov`. */
  readonly by?: string;
}

/** How much of a limit is used, and where it is heading. */
export function Meter({ value, limit, unit, label, forecast, by }: MeterProps) {
  const used = divide(value, limit, 6) ?? ZERO;
  const heading = forecast === undefined ? undefined : divide(forecast, limit, 6);
  const isOver = compare(value, limit) > 0;
  const goesOver = forecast !== undefined && compare(forecast, limit) > 0;
  // What is over needs room too: the scale grows with it, and the limit gets a mark of its own.
  const scale = Math.max(1, toNumber(used), heading ? toNumber(heading) : 0);
  const at = (share: Decimal) => `${Math.round(Math.max(0, toNumber(share) / scale) * 1e4) / 100}%`;
  const money = (amount: Decimal) => formatValue(amount, unit, { compact: unit.kind === 'count' });
  const whole = toNumber(limit) >= 100 ? formatValue(limit, unit, { decimals: 0 }) : money(limit);
  return (
    <div class="meter">
      <svg
        width="100%"
        height="16"
        role="img"
        aria-label={`${label}: ${formatPercent(used, 0)} of ${money(limit)} used${
          forecast ? `, ${money(forecast)} expected` : ''
        }`}
      >
        <rect class="track" y="4" width="100%" height="8" rx="4" />
        <rect class={isOver ? 'used over' : 'used'} y="4" width={at(used)} height="8" rx="4" />
        {scale > 1 ? (
          <line class="limit" x1={`${100 / scale}%`} x2={`${100 / scale}%`} y1="0" y2="16" />
        ) : null}
        {heading ? <line class="forecast" x1={at(heading)} x2={at(heading)} y1="0" y2="16" /> : null}
      </svg>
      <p class="delta">
        <b class={isOver ? 'worse' : ''}>{formatPercent(used, 0)}</b> of {whole}
        {forecast ? (
          <>
            , on pace for <b class={goesOver ? 'worse' : ''}>{money(forecast)}</b>
            {by === undefined ? '' : ` by ${by}`}
          </>
        ) : null}
      </p>
    </div>
  );
}
