import { type Decimal, formatExact, formatValue, type Unit } from '@shipstats/core';

/** A number in a table: short for the eye, with all its digits for the pointer. */
export function Amount({ value, unit }: { readonly value: Decimal; readonly unit: Unit }) {
  const short = formatValue(value, unit, { compact: unit.kind === 'count' });
  const exact = formatExact(value, unit);
  return <span title={short === exact ? undefined : exact}>{short}</span>;
}
