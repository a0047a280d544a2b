import { UsageError } from './usage-error.ts';

/**
 * Reads the whole number of an option.
 *
 * @throws UsageError where it is none, or above the highest
 */
export function readWhole(text: string, option: string, highest: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= highest) return value;
  throw new UsageError(`${option}: ${JSON.stringify(text)} is not a whole number from 0 to ${highest}.`);
}
