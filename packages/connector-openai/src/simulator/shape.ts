/** The dimensions of every series of an endpoint, by series index. */
export type SeriesDimensions = readonly (readonly (string | null)[])[];

/** How series fall into the groups of one kind of query. */
export interface Shape {
  /** Group of each series; −1 when a filter drops it. */
  readonly groupOf: Int32Array;
  /** Values of the grouped dimensions, by group. Groups are in the order of their text: the same for every run. */
  readonly groups: readonly (readonly (string | null)[])[];
}

/** What a query keeps and tells apart. */
export interface ShapeSpec {
  /** Positions of the grouped dimensions. */
  readonly grouped: readonly number[];
  /** Position of a filtered dimension → the values that stay. */
  readonly filters: ReadonlyMap<number, ReadonlySet<string>>;
}

/** Sorts series into groups. */
export function createShape(series: SeriesDimensions, spec: ShapeSpec): Shape {
  const members = new Map<string, { values: (string | null)[]; rows: number[] }>();
  const groupOf = new Int32Array(series.length).fill(-1);
  for (const [index, dimensions] of series.entries()) {
    const isKept = [...spec.filters].every(([position, values]) => {
      const value = dimensions[position];
      return value !== null && value !== undefined && values.has(value);
    });
    if (!isKept) continue;
    const values = spec.grouped.map((position) => dimensions[position] ?? null);
    const key = JSON.stringify(values);
    const group = members.get(key) ?? { values, rows: [] };
    group.rows.push(index);
    members.set(key, group);
  }
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  for (const [group, { rows }] of sorted.entries()) for (const row of rows) groupOf[row] = group;
  return { groupOf, groups: sorted.map((group) => group.values) };
}
