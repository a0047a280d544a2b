import { resourcesOf } from '../catalog.ts';
import type { ConfiguredConnector } from '../config/config.ts';
import { type Decimal, sum } from '../decimal.ts';
import { HttpError } from '../errors.ts';
import type { ResourceSpec } from '../metric.ts';
import type { QueryContext } from '../query/plan-query.ts';
import type { CatalogEntry, ReadRow } from '../query/reader.ts';
import { bucketState, makeStamp, type NativeBucket } from '../stamp.ts';
import { bucketStarts, DAY, toUnixSeconds } from '../time.ts';
import type { Unit } from '../unit.ts';
import { parseWindow, type Window, type WindowSpec } from '../window.ts';
import { PRICE_RULE } from './implied-price.ts';
import { type CostCell, reconcile, type UsageCell } from './reconcile.ts';
import type { ReconcileSpec, ReconcileUsage } from './reconcile-spec.ts';
import type { SourceReport } from './report.ts';

/** The configured source that is asked about. */
export type ReconcileSource = Pick<ConfiguredConnector, 'name' | 'displayName' | 'definition' | 'options'>;

/** A commit between two reads of one answer would set a day's costs beside another day's usage. */
const MAX_ATTEMPTS = 5;

/**
 * Reads what is stored of a source and sets its costs beside its usage.
 *
 * @throws HttpError 404 for a source whose kind has no costs to set beside usage, 400 for a window that cannot be read
 */
export async function readReconcile(
  source: ReconcileSource,
  window: WindowSpec,
  context: QueryContext,
): Promise<SourceReport> {
  const { reconcile: spec } = source.definition;
  if (!spec) {
    throw new HttpError(404, `The source ${JSON.stringify(source.name)} has no costs to set beside usage.`);
  }
  const days = readWindow(window, context);
  for (let attempt = 1; ; attempt++) {
    const version = await context.reader.version();
    const report = await readReport(source, spec, days, context);
    if (attempt === MAX_ATTEMPTS || (await context.reader.version()) === version) return report;
  }
}

function readWindow(window: WindowSpec, { clock, timeZone }: QueryContext): Window {
  try {
    return parseWindow(window, { granularity: 'day', now: clock(), ...(timeZone ? { timeZone } : {}) });
  } catch (error) {
    if (error instanceof RangeError) throw new HttpError(400, error.message);
    throw error;
  }
}

async function readReport(
  source: ReconcileSource,
  spec: ReconcileSpec,
  window: Window,
  context: QueryContext,
): Promise<SourceReport> {
  const { name } = source;
  // As the options want them: they say for how long a day may change.
  const resources = resourcesOf(source);
  const costResource = resources.find((one) => one.name === spec.costs.resource);
  if (!costResource) throw new Error(`${name} has no resource ${spec.costs.resource}`);
  // Prices need the days before.
  const wide = { start: window.start - PRICE_RULE.lookBackDays * DAY, end: window.end };
  const usages = spec.usage.flatMap((usage) => {
    const resource = resources.find((one) => one.name === usage.resource);
    return resource ? [{ usage, resource }] : [];
  });
  const [costDays, costs, ...ofUsage] = await Promise.all([
    readDays(name, costResource, wide, context),
    readCosts(name, costResource, spec, wide, context),
    ...usages.map(async ({ usage, resource }) => ({
      name: usage.resource,
      days: await readDays(name, resource, wide, context),
      cells: await readUsage(name, usage, wide, context),
    })),
  ]);
  const usageDays = new Map(ofUsage.map((one) => [one.name, one.days]));
  const report = reconcile({
    spec,
    window,
    unit: unitOf(costResource, spec.costs.amount),
    units: (resource, measure) =>
      unitOf(usages.find((one) => one.resource.name === resource)?.resource, measure),
    costDays,
    usageDays,
    costs,
    usage: ofUsage.flatMap((one) => one.cells),
  });
  const shown = [costResource, ...usages.map((one) => one.resource)].filter(
    (resource) => !report.unread.includes(resource.name),
  );
  const stamps = await Promise.all(
    shown.map(async (resource) => {
      const days = resource === costResource ? costDays : (usageDays.get(resource.name) ?? []);
      const entry = context.catalog.entries.find(
        (one) => one.connector === name && one.resource.name === resource.name,
      );
      return entry
        ? [
            await stampOf(
              entry,
              days.filter((day) => day.start >= window.start),
              context,
            ),
          ]
        : [];
    }),
  );
  return { ...report, source: name, title: source.displayName, stamps: stamps.flat() };
}

async function stampOf(entry: CatalogEntry, buckets: readonly NativeBucket[], context: QueryContext) {
  const freshness = await context.reader.freshness(entry.connector, entry.resource.name);
  return makeStamp({ entry, buckets, freshness, now: toUnixSeconds(context.clock()) });
}

async function readDays(
  connector: string,
  resource: ResourceSpec,
  window: Window,
  { reader, clock }: QueryContext,
): Promise<NativeBucket[]> {
  const now = toUnixSeconds(clock());
  const infos = await reader.buckets(connector, resource.name, window);
  const byStart = new Map(infos.map((info) => [info.start, info]));
  return bucketStarts(window, 'day').map((start) => ({
    start,
    state: bucketState(start, byStart.get(start), resource, now),
  }));
}

async function readCosts(
  connector: string,
  { name: resource, dimensions, measures }: ResourceSpec,
  { costs: spec }: ReconcileSpec,
  window: Window,
  { reader }: QueryContext,
): Promise<CostCell[]> {
  // Row by row: a row that charges something and does not tell of how much must not go under in a sum.
  const by = dimensions.map((dimension) => dimension.name);
  const values = async (measure: string): Promise<readonly ReadRow[]> =>
    measures.some((one) => one.name === measure)
      ? reader.read({ connector, resource, measure, window, by, filter: [], bucketed: true })
      : [];
  const [amounts, others, quantities] = await Promise.all([
    values(spec.amount),
    values(spec.otherAmount),
    values(spec.quantity),
  ]);
  const ofOthers = byKey(others);
  const ofQuantities = byKey(quantities);
  const rows = amounts.map((row): CostRow => {
    const key = keyOf(row);
    const dimension = (wanted: string) => row.dimensions[by.indexOf(wanted)] ?? null;
    return {
      start: row.bucket ?? window.start,
      lineItem: dimension(spec.lineItem),
      currency: dimension(spec.currency.dimension),
      project: dimension(spec.project),
      amount: row.value ?? ofOthers.get(key) ?? null,
      unit: dimension(spec.quantityUnit),
      quantity: ofQuantities.get(key) ?? null,
    };
  });
  const cells = Map.groupBy(rows, ({ start, lineItem, currency }) =>
    JSON.stringify([start, lineItem, currency]),
  );
  return [...cells.values()].flatMap(toCostCell);
}

/** One row of costs. */
interface CostRow extends Omit<CostCell, 'charges' | 'withoutProject'> {
  readonly project: string | null;
  readonly unit: string | null;
  readonly quantity: Decimal | null;
}

/** Adds up the rows of one line item, day and currency. */
function toCostCell(rows: readonly CostRow[]): CostCell[] {
  const [first] = rows;
  if (!first) return [];
  const { start, lineItem, currency } = first;
  const charging = rows.flatMap(({ amount, ...row }) => (amount === null ? [] : [{ ...row, amount }]));
  const withoutProject = charging.filter(({ project }) => project === null);
  const charges = Map.groupBy(charging, ({ unit, quantity }) => JSON.stringify([unit, quantity === null]));
  return [
    {
      start,
      lineItem,
      currency,
      amount: sumOrNull(charging, ({ amount }) => amount),
      charges: [...charges.values()].map((group) => ({
        unit: group[0]?.unit ?? null,
        amount: sum(group.map(({ amount }) => amount)),
        quantity: sumOrNull(group, ({ quantity }) => quantity),
      })),
      withoutProject: sumOrNull(withoutProject, ({ amount }) => amount),
    },
  ];
}

async function readUsage(
  connector: string,
  { resource, model, measures }: ReconcileUsage,
  window: Window,
  { reader }: QueryContext,
): Promise<UsageCell[]> {
  const by = model === null ? [] : [model];
  const parts = await Promise.all(
    measures.map(async (measure) => {
      const rows = await reader.read({
        connector,
        resource,
        measure,
        window,
        by,
        filter: [],
        bucketed: true,
      });
      return rows.flatMap((row): UsageCell[] => {
        const start = row.bucket ?? window.start;
        return row.value === null
          ? []
          : [{ start, resource, model: row.dimensions[0] ?? null, measure, value: row.value }];
      });
    }),
  );
  return parts.flat();
}

/** The sum of what the rows tell; null where none of them tells anything. */
function sumOrNull(rows: readonly CostRow[], of: (row: CostRow) => Decimal | null): Decimal | null {
  const told = rows.flatMap((row) => of(row) ?? []);
  return told.length === 0 ? null : sum(told);
}

function byKey(rows: readonly ReadRow[]) {
  return new Map(rows.map((row) => [keyOf(row), row.value]));
}

function keyOf({ bucket, dimensions }: ReadRow): string {
  return JSON.stringify([bucket, dimensions]);
}

function unitOf(resource: ResourceSpec | undefined, measure: string): Unit {
  return resource?.measures.find((one) => one.name === measure)?.unit ?? { kind: 'plain' };
}
