import { UsageError } from './usage-error.ts';

/**
 * Reads the whole number of an option.
 *
 * @throws UsageError where it is none, or outside of the bounds
 */
export function readWhole(text: string, option: string, highest: number, lowest = 0): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
  throw new UsageError(
    `${option}: ${JSON.stringify(text)} is not a whole number from ${lowest} to ${highest}.`,
  );
}
