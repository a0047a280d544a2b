import { type Unit, unitName } from '@shipstats/core';

/** The unit as a page writes it: `tokens`, `USD`. */
export function unitWord(unit: Unit): string {
  return unit.kind === 'money' ? unitName(unit).toUpperCase() : unitName(unit);
}
