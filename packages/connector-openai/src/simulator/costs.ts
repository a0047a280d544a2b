import { billedEndpoints, type CostBook } from './cost-lines.ts';
import { DAY_MS, weekdayOf } from './day.ts';
import { type FactTable, FactTableBuilder } from './fact-table.ts';
import type { EndpointName } from './options.ts';
import { hash } from './random.ts';
import { revisionMoment } from './revisions.ts';

/** What a day's costs are made from. */
export interface CostInput {
  readonly seed: number;
  readonly day: number;
  readonly book: CostBook;
  readonly usage: (endpoint: Exclude<EndpointName, 'costs'>) => FactTable;
  readonly revisionDays: readonly number[];
  readonly hasEuros: boolean;
  readonly hasBillingErrors: boolean;
}

const HOUR_MS = 3_600_000;
const forever = Number.POSITIVE_INFINITY;

/**
 * All cost facts of a day, in whole nano-dollars: usage × price, showing hours after the usage and taken back hours
 * after it is; then costs that no usage explains; then revisions of cost rows alone.
 */
export function costFacts(input: CostInput): FactTable {
  const builder = new FactTableBuilder(2);
  for (const endpoint of billedEndpoints) addUsageCosts(builder, input, endpoint);
  const usageRows = builder.count;
  addExtras(builder, input);
  reviseCosts(builder, input, usageRows);
  return builder.finish();
}

function addUsageCosts(
  builder: FactTableBuilder,
  input: CostInput,
  endpoint: (typeof billedEndpoints)[number],
): void {
  const times = chargedTimes(input, endpoint);
  if (times === 0) return;
  const facts = input.usage(endpoint);
  const lines = input.book.lines[endpoint] ?? [];
  for (let row = 0; row < facts.count; row += 1) {
    const series = facts.series[row] ?? 0;
    const from = billed(input, series, facts.from[row] ?? 0);
    const until = billed(input, series, facts.until[row] ?? forever);
    for (const line of lines[series] ?? []) {
      let usage = 0;
      for (const measure of line.measures) usage += facts.values[row * facts.measureCount + measure] ?? 0;
      if (usage === 0) continue;
      const quantity = usage / line.divisor;
      const nanos = toNanos(quantity, line.price * times);
      builder.add(line.series, facts.minute[row] ?? 0, from, until, [nanos, quantity]);
    }
  }
}

/** How many times a day's usage is charged: twice, or not at all, where the bill has errors. */
function chargedTimes({ day, hasBillingErrors }: CostInput, endpoint: EndpointName): number {
  if (!hasBillingErrors) return 1;
  if (endpoint === 'audio_speeches' && day % 13 === 5) return 2;
  return endpoint === 'embeddings' && day % 17 === 3 ? 0 : 1;
}

/** Quantity × price in whole nano-dollars, or an error: a world that is not exact is a bug. */
function toNanos(quantity: number, price: number): number {
  const nanos = quantity * price;
  if (!Number.isSafeInteger(nanos))
    throw new RangeError(`${quantity} × ${price} is no exact nano-dollar amount`);
  return nanos;
}

/** Usage is billed at a full hour, two to five hours after it shows; a series keeps its place in the queue. */
function billed(input: CostInput, series: number, moment: number): number {
  if (moment === forever) return forever;
  return Math.ceil(moment / HOUR_MS) * HOUR_MS + (2 + (hash(input.seed, 'bill', series) % 4)) * HOUR_MS;
}

function addExtras(builder: FactTableBuilder, { seed, day, book, hasEuros }: CostInput): void {
  const { extras } = book;
  const shown = (day + 1) * DAY_MS + HOUR_MS;
  const draw = (name: string, range: number) => hash(seed, name, day) % range;
  const add = (series: number, nanos: number) => builder.add(series, 0, shown, forever, [nanos, 1]);
  builder.add(extras.scaleTier, 0, day * DAY_MS + HOUR_MS, forever, [5_000_000_000, 1]);
  if (weekdayOf(day) === 6) add(extras.tax, 2_000_000_000 + draw('tax', 3_000_000_000));
  if (draw('credit', 8) === 0) add(extras.credit, -(400_000_000 + draw('credited', 3_200_000_000)));
  if (draw('training', 17) === 0) add(extras.training, 4_000_000_000 + draw('trained', 4_000_000_000));
  if (draw('rounding', 3) === 0) add(extras.rounding, 1 + draw('rounded', 900));
  if (hasEuros) add(extras.surcharge, 700_000_000 + draw('surcharge', 600_000_000));
}

/** Each revision day brings one of: line items renamed, a credit, an adjustment upwards. */
function reviseCosts(builder: FactTableBuilder, input: CostInput, usageRows: number): void {
  const { seed, day, book } = input;
  const daySeed = hash(seed, 'costs', day);
  for (const daysAfter of input.revisionDays) {
    const moment = revisionMoment(daySeed, day, daysAfter);
    const nanos = 10_000_000 + (hash(daySeed, daysAfter) % 700_000_000);
    const kind = (day + daysAfter) % 3;
    if (kind === 0 && renameLineItems(builder, input, usageRows, moment)) continue;
    const series = kind === 1 ? book.extras.credit : book.extras.adjustment;
    builder.add(series, 0, moment, forever, [kind === 1 ? -nanos : nanos, 1]);
  }
}

/** Moves what is billed under a model's alias to its dated name; false when there is nothing to move. */
function renameLineItems(
  builder: FactTableBuilder,
  { book }: CostInput,
  usageRows: number,
  moment: number,
): boolean {
  const renamed = new Map<number, number>();
  for (const lines of book.lines.completions ?? []) {
    for (const line of lines) if (line.renamed !== -1) renamed.set(line.series, line.renamed);
  }
  let moved = false;
  for (let row = 0; row < usageRows; row += 1) {
    const target = renamed.get(builder.series[row] ?? -1);
    const from = builder.from[row] ?? 0;
    const until = builder.until[row] ?? forever;
    if (target === undefined || from >= moment || until <= moment) continue;
    builder.until[row] = moment;
    builder.add(target, builder.minute[row] ?? 0, moment, until, builder.valuesOf(row));
    moved = true;
  }
  return moved;
}
