import { fitsInt64, type Integer, toInteger } from './measure-value.ts';

/** Exact sums of many number columns at once; a column in which no row had a number stays null. */
export interface ColumnSums {
  readonly rows: number;
  /** How many numbers were added in one column. */
  count(column: number): number;
  /** Adds one row that stands at `offset` of a flat list. */
  add(values: readonly (Integer | null)[], offset: number): void;
  /** @throws RangeError where a sum does not fit 64 bits */
  totals(): (Integer | null)[];
}

/** Adds in doubles as long as those are exact and puts the sum aside as a bigint before they are not. */
export function createColumnSums(width: number): ColumnSums {
  const sums = new Float64Array(width);
  const counts = new Uint32Array(width);
  const aside = new Map<number, bigint>();
  let rows = 0;

  const putAside = (column: number, value: bigint) => {
    aside.set(column, (aside.get(column) ?? 0n) + value);
  };

  return {
    get rows() {
      return rows;
    },
    count: (column) => counts[column] ?? 0,
    add: (values, offset) => {
      rows += 1;
      for (let column = 0; column < width; column += 1) {
        const value = values[offset + column];
        if (value === null || value === undefined) continue;
        counts[column] = (counts[column] ?? 0) + 1;
        if (typeof value === 'bigint') {
          putAside(column, value);
          continue;
        }
        const before = sums[column] ?? 0;
        const after = before + value;
        if (Number.isSafeInteger(after)) {
          sums[column] = after;
        } else {
          putAside(column, BigInt(before));
          sums[column] = value;
        }
      }
    },
    totals: () =>
      Array.from(sums, (sum, column) => {
        if (counts[column] === 0) return null;
        const more = aside.get(column);
        if (more === undefined) return sum;
        const exact = more + BigInt(sum);
        if (!fitsInt64(exact)) throw new RangeError(`a sum of ${exact} does not fit 64 bits`);
        return toInteger(exact);
      }),
  };
}
