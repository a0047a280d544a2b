import type { Simulator, TruthRow } from '@shipstats/connector-openai/simulator';
import {
  bucketStart,
  type Connector,
  DAY,
  formatBucket,
  formatDecimal,
  type ResourceSpec,
  toDayUtc,
  toUnixSeconds,
  type Window,
} from '@shipstats/core';
import type { Store } from '@shipstats/store';

/** Rows by bucket and every dimension (`2026-11-22 ["gpt-5","proj_1"]`): the exact text of each measure, or null. */
export type Table = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

/** Reads the whole table of a resource out of the store. */
export async function storedTable(
  store: Store,
  { connector, resource, window }: { connector: string; resource: ResourceSpec; window: Window },
): Promise<Table> {
  const by = resource.dimensions.map((dimension) => dimension.name);
  const table: Record<string, Record<string, string | null>> = {};
  for (const { name: measure } of resource.measures) {
    const rows = await store.read({
      connector,
      resource: resource.name,
      measure,
      window,
      by,
      filter: [],
      bucketed: true,
    });
    for (const { bucket, dimensions, value } of rows) {
      const key = `${formatBucket(bucket ?? 0, resource.granularity)} ${JSON.stringify(dimensions)}`;
      table[key] ??= emptyRow(resource);
      const row = table[key];
      row[measure] = value === null ? null : formatDecimal(value);
    }
  }
  return table;
}

/** The table that the store must hold, by the simulator's oracle: what the API says now of these days. */
export function trueTable(
  simulator: Simulator,
  { connector, resource, window }: { connector: Connector; resource: ResourceSpec; window: Window },
): Table {
  const table: Record<string, Record<string, string | null>> = {};
  const rows = simulator.truth({
    // Resources by the day are named after the endpoints, finer ones after those.
    endpoint: resource.name.replace(/_by_(hour|minute)$/, '') as Parameters<
      Simulator['truth']
    >[0]['endpoint'],
    width: ({ day: '1d', hour: '1h', minute: '1m' } as const)[resource.granularity],
    from: toDayUtc(window.start),
    to: toDayUtc(window.end),
    groupBy: groupedBy(connector, resource),
  });
  for (const row of rows) {
    if (!isStored(row, resource)) continue;
    const dimensions = resource.dimensions.map(({ name }) => row.dimensions[name] ?? null);
    const bucket = row.start === undefined ? row.day : row.start.replace('.000Z', 'Z');
    const key = `${bucket} ${JSON.stringify(dimensions)}`;
    if (table[key] !== undefined) throw new Error(`The oracle tells ${key} twice.`);
    table[key] = { ...emptyRow(resource), ...measuresOf(row, resource) };
  }
  return table;
}

/** What the connector asks this resource by, as its identity tells. */
function groupedBy(connector: Connector, resource: ResourceSpec): readonly string[] {
  const { group_by: groupBy } = JSON.parse(connector.queryIdentity(resource.name));
  if (!Array.isArray(groupBy))
    throw new Error(`${resource.name}: its identity does not tell what it is grouped by`);
  return groupBy.map(String);
}

const OTHER = 'other_amount';

/** A resource without a place for amounts in other currencies stores none of their rows. */
function isStored({ dimensions }: TruthRow, resource: ResourceSpec): boolean {
  const hasOther = resource.measures.some((measure) => measure.name === OTHER);
  return (dimensions.currency ?? 'usd') === 'usd' || hasOther;
}

function measuresOf(
  { dimensions, measures }: TruthRow,
  resource: ResourceSpec,
): Record<string, string | null> {
  const told = Object.entries(measures).filter(([name]) =>
    resource.measures.some((each) => each.name === name),
  );
  const { amount, ...others } = Object.fromEntries(told);
  if (amount === undefined) return others;
  return (dimensions.currency ?? 'usd') === 'usd'
    ? { ...others, amount }
    : { ...others, amount: null, [OTHER]: amount };
}

function emptyRow(resource: ResourceSpec): Record<string, string | null> {
  return Object.fromEntries(resource.measures.map((measure) => [measure.name, null]));
}

/** The days of a history that ends today. */
export function historyWindow(now: Date, days: number): Window {
  const today = bucketStart(toUnixSeconds(now), 'day');
  return { start: today - (days - 1) * DAY, end: today + DAY };
}
