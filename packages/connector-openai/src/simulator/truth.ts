import { aggregate } from './aggregate.ts';
import type { UsageAnswerer } from './answer-usage.ts';
import { DAY_MS, dayOf, formatDay, parseDay } from './day.ts';
import { formatNanos } from './decimal.ts';
import { endpointNamed, widthSeconds } from './endpoints.ts';
import type { Ledger } from './ledger.ts';
import type { SimulatorSwitches, TruthOptions, TruthRow } from './options.ts';

/** What the API would answer, bucket by bucket and exact; throws `RangeError` on an unknown endpoint, width, day or dimension. */
export function readTruth(
  options: TruthOptions,
  ledger: Ledger,
  answerer: UsageAnswerer,
  switches: SimulatorSwitches,
  now: number,
): TruthRow[] {
  const endpoint = endpointNamed(options.endpoint);
  const asked = options.groupBy ?? [];
  for (const dimension of asked) {
    const isGrouped = endpoint.dimensions.includes(dimension) || dimension === 'organization_id';
    if (!isGrouped) throw new RangeError(`"${dimension}" is no dimension of ${endpoint.name}`);
  }
  const isCost = endpoint.name === 'costs';
  const { width = '1d' } = options;
  if (endpoint.limits[width] === undefined)
    throw new RangeError(`${endpoint.name} has no buckets of ${width}`);
  const groupBy = endpoint.dimensions.filter(
    (dimension) => dimension !== 'currency' && asked.includes(dimension),
  );
  const filters = new Map(options.projectIds === undefined ? [] : [['project_id', options.projectIds]]);
  const shape = answerer.shape(endpoint, groupBy, filters);
  const viewAt = options.asOf === undefined ? now : Date.parse(options.asOf);
  if (Number.isNaN(viewAt)) throw new RangeError(`Not an ISO time: "${options.asOf}"`);
  const from = options.from === undefined ? ledger.firstDay : parseDay(options.from);
  const to = Math.min(options.to === undefined ? dayOf(viewAt) + 1 : parseDay(options.to), dayOf(viewAt) + 1);

  const rows: TruthRow[] = [];
  for (let day = Math.max(from, ledger.firstDay); day < to; day += 1) {
    const facts = ledger.facts(endpoint.name, day);
    const minutes = widthSeconds[width] / 60;
    const slices = Array.from({ length: 1440 / minutes }, (_, index) => index * minutes);
    const found = slices.flatMap((fromMinute) =>
      aggregate(facts, shape, {
        viewAt,
        fromMinute,
        toMinute: fromMinute + minutes,
        kind: endpoint.kind,
      }).map((row) => ({ row, fromMinute })),
    );
    for (const { row, fromMinute } of found) {
      const values = shape.groups[row.group] ?? [];
      const dimensions: Record<string, string | null> = {};
      for (const [index, dimension] of groupBy.entries()) dimensions[dimension] = values[index] ?? null;
      const measures: Record<string, string> = {};
      if (isCost) {
        dimensions.currency = values[groupBy.length] ?? null;
        dimensions.organization_id = switches.wireExtras ? ledger.world.organization.id : null;
        measures.amount = formatNanos(BigInt(row.values[0] ?? 0));
        if (groupBy.includes('line_item')) {
          // As the API writes it: quantities are whole, or of at most ten decimals (GiB out of MiB).
          measures.quantity = String(row.values[1] ?? 0);
          dimensions.quantity_unit = ledger.quantityUnit(dimensions.line_item ?? '');
        }
      } else {
        for (const [index, measure] of endpoint.measures.entries())
          measures[measure] = String(row.values[index] ?? 0);
      }
      const start = new Date(day * DAY_MS + fromMinute * 60_000).toISOString();
      rows.push({ day: formatDay(day), ...(width !== '1d' && { start }), dimensions, measures });
    }
  }
  return rows;
}

/**
 * Sums by measure, exact; for costs `amount` is US dollars, and other currencies stand apart (`amount_eur`). Quantities
 * have units of their own and are not added up.
 */
export function totalsOf(rows: readonly TruthRow[]): Record<string, string> {
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    for (const [measure, text] of Object.entries(row.measures)) {
      if (measure === 'quantity') continue;
      const currency = row.dimensions.currency ?? 'usd';
      const name = currency === 'usd' ? measure : `${measure}_${currency}`;
      sums.set(name, (sums.get(name) ?? 0n) + parseNanos(text));
    }
  }
  return Object.fromEntries([...sums].map(([name, nanos]) => [name, formatNanos(nanos)]));
}

/** Decimal text of at most nine decimals → whole nano-units. */
function parseNanos(text: string): bigint {
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const nanos = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
  return text.startsWith('-') ? -nanos : nanos;
}
