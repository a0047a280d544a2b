import { add, compare, type Decimal, isZero, sum, ZERO } from '../decimal.ts';
import { worseState } from '../query/result-buckets.ts';
import { type BucketState, isRead, type NativeBucket } from '../stamp.ts';
import type { UnixSeconds } from '../time.ts';
import type { Unit } from '../unit.ts';
import type { Window } from '../window.ts';
import { findPriceJumps, type PriceJump, type PricePoint } from './implied-price.ts';
import type { ReconcileSpec, ReconcileUsage } from './reconcile-spec.ts';
import type {
  ChargedLineItem,
  CostAlone,
  ReconciledDay,
  ReconcileFinding,
  ReconcileReport,
  UsageOfDay,
  UsedMeasure,
} from './report.ts';

/** What a line item came to on a day, in one currency. */
export interface CostCell {
  readonly start: UnixSeconds;
  readonly lineItem: string | null;
  readonly currency: string | null;
  readonly amount: Decimal | null;
  /** The amount by the units of what was charged for. */
  readonly charges: readonly Charge[];
  /** What of the amount is of no project. */
  readonly withoutProject: Decimal | null;
}

/** What rows came to that tell a quantity in this unit, or that tell none. */
export interface Charge {
  readonly unit: string | null;
  readonly amount: Decimal;
  /** Null where the rows tell none. */
  readonly quantity: Decimal | null;
}

/** What a model was used for on a day, in one measure. */
export interface UsageCell {
  readonly start: UnixSeconds;
  readonly resource: string;
  readonly model: string | null;
  readonly measure: string;
  readonly value: Decimal;
}

/** Days before the window, as far as `PRICE_RULE` looks back, give prices their baselines. */
export interface ReconcileInput {
  readonly spec: ReconcileSpec;
  readonly window: Window;
  readonly unit: Unit;
  readonly units: (resource: string, measure: string) => Unit;
  readonly costDays: readonly NativeBucket[];
  readonly usageDays: ReadonlyMap<string, readonly NativeBucket[]>;
  readonly costs: readonly CostCell[];
  readonly usage: readonly UsageCell[];
}

/**
 * Sets costs beside usage, day by day: no I/O, exact, and nothing is left out. Costs and usage are never added; days
 * that are not settled are told but have no findings.
 */
export function reconcile(asked: ReconcileInput): ReconcileReport {
  const input = { ...asked, spec: explainOnce(asked.spec) };
  const { spec, window, costDays } = input;
  const isInWindow = ({ start }: { readonly start: UnixSeconds }) =>
    start >= window.start && start < window.end;
  const read = spec.usage.filter(({ resource }) =>
    input.usageDays.get(resource)?.some((day) => isInWindow(day) && isRead(day.state)),
  );
  const matcher = createMatcher(input, read);
  const states = new Map(read.map(({ resource }) => [resource, statesOf(input.usageDays.get(resource))]));
  const costs = Map.groupBy(input.costs, (cell) => cell.start);
  const jumps = findJumps(input, matcher, states);
  const days = costDays
    .filter((day) => isInWindow(day) && day.state !== 'future')
    .map(({ start, state: costState }): ReconciledDay => {
      const cells = costs.get(start) ?? [];
      const sides = splitCosts(cells, matcher, spec);
      const usage = read.map((one): UsageOfDay => {
        const measures = matcher.used({ resource: one.resource, model: null }, start, 'all');
        return { resource: one.resource, state: states.get(one.resource)?.get(start) ?? 'unknown', measures };
      });
      const state = usage.map((one) => one.state).reduce(worseState, costState);
      const alone = sum(amountsOf(sides.alone, spec));
      const isKnown = isRead(costState) && !(costState === 'incomplete' && cells.length === 0);
      return {
        start,
        state,
        costState,
        cost: isKnown ? add(sides.matchedSum, alone) : null,
        matched: sides.matchedSum,
        alone: sides.alone,
        withoutProject: sum(
          cells.filter((cell) => isOfCurrency(cell, spec)).map((cell) => cell.withoutProject ?? ZERO),
        ),
        usage,
        findings: state === 'complete' ? findingsOf(start, sides, matcher, read, jumps) : [],
      };
    });
  const known = days.filter((day) => day.cost !== null);
  const alone = known.flatMap((day) => day.alone.filter((one) => isSummed(one, spec)));
  return {
    window,
    unit: input.unit,
    days,
    totals: {
      cost: sum(known.map((day) => day.cost ?? ZERO)),
      matched: sum(known.map((day) => day.matched)),
      alone: sum(alone.map((one) => one.amount ?? ZERO)),
      credits: sum(alone.filter((one) => one.reason === 'credit').map((one) => one.amount ?? ZERO)),
      withoutProject: sum(known.map((day) => day.withoutProject)),
    },
    unread: spec.usage.filter((one) => !read.includes(one)).map((one) => one.resource),
  };
}

/** A line item comes again every day; it is looked at once. */
function explainOnce(spec: ReconcileSpec): ReconcileSpec {
  const known = new Map<string, ReturnType<ReconcileSpec['explain']>>();
  return {
    ...spec,
    explain(lineItem) {
      if (!known.has(lineItem)) known.set(lineItem, spec.explain(lineItem));
      return known.get(lineItem);
    },
  };
}

interface Part {
  readonly resource: string;
  readonly model: string | null;
}

interface Matcher {
  /** What a line item belongs to; undefined where no usage that is read does. */
  partOf(lineItem: string): (Part & { readonly measure?: string }) | undefined;
  /** What was used on a day: of a part, or of all models of its resource; empty where nothing was. */
  used(part: Part, start: UnixSeconds, models?: 'all'): readonly UsedMeasure[];
  /** The parts that were used on a day. */
  partsUsed(start: UnixSeconds): readonly Part[];
}

function createMatcher({ spec, usage, units }: ReconcileInput, read: readonly ReconcileUsage[]): Matcher {
  const specs = new Map(read.map((one) => [one.resource, one]));
  // A model that a row does not name may be any: then the endpoint is looked at as a whole.
  const unsplit = new Set(usage.filter((cell) => cell.model === null).map((cell) => cell.resource));
  const modelIn = (resource: string, model: string | null) =>
    model === null || unsplit.has(resource) || specs.get(resource)?.model === null
      ? null
      : spec.modelOf(model);
  const cells = new Map<string, UsageCell[]>();
  const parts = new Map<UnixSeconds, Map<string, Part>>();
  for (const cell of usage) {
    if (isZero(cell.value) || !specs.has(cell.resource)) continue;
    const part = { resource: cell.resource, model: modelIn(cell.resource, cell.model) };
    for (const key of new Set([keyOf(part, cell.start), keyOf(part, cell.start, 'all')])) {
      cells.set(key, [...(cells.get(key) ?? []), cell]);
    }
    const ofDay = parts.get(cell.start) ?? new Map<string, Part>();
    parts.set(cell.start, ofDay.set(keyOf(part, cell.start), part));
  }
  return {
    partOf(lineItem) {
      const meaning = spec.explain(lineItem);
      if (meaning?.kind !== 'usage' || !specs.has(meaning.resource)) return undefined;
      return { ...meaning, model: modelIn(meaning.resource, meaning.model) };
    },
    used(part, start, models) {
      const found = cells.get(keyOf(part, start, models)) ?? [];
      const byMeasure = Map.groupBy(found, (cell) => cell.measure);
      return (specs.get(part.resource)?.measures ?? []).flatMap((measure): UsedMeasure[] => {
        const ofMeasure = byMeasure.get(measure);
        if (!ofMeasure) return [];
        const value = sum(ofMeasure.map((cell) => cell.value));
        return [{ measure, unit: units(part.resource, measure), value }];
      });
    },
    partsUsed: (start) => [...(parts.get(start)?.values() ?? [])],
  };
}

function keyOf({ resource, model }: Part, start: UnixSeconds, models?: 'all'): string {
  return JSON.stringify(models === 'all' ? [start, resource] : [start, resource, model]);
}

interface MatchedCost extends ChargedLineItem {
  readonly part: Part;
}

interface CostSides {
  readonly matched: readonly MatchedCost[];
  readonly matchedSum: Decimal;
  readonly alone: readonly CostAlone[];
  /** Parts that something is charged for, though not in this currency or with no amount. */
  readonly alsoCharged: ReadonlySet<string>;
  /** Some of the day's costs say not what they are for. */
  readonly hasUnnamed: boolean;
}

function splitCosts(cells: readonly CostCell[], matcher: Matcher, spec: ReconcileSpec): CostSides {
  const matched: MatchedCost[] = [];
  const alone: CostAlone[] = [];
  const alsoCharged = new Set<string>();
  for (const cell of cells) {
    const { lineItem, amount } = cell;
    const part = lineItem === null ? undefined : matcher.partOf(lineItem);
    const reason = reasonOf(cell, part, spec);
    if (part && lineItem !== null && amount && reason === undefined) {
      matched.push({ lineItem, amount, part });
      continue;
    }
    if (part && reason !== 'credit') alsoCharged.add(JSON.stringify([part.resource, part.model]));
    alone.push({
      lineItem,
      reason: reason ?? 'unknown-line-item',
      what: wordsFor(reason ?? 'unknown-line-item', lineItem, spec),
      amount,
      currency: cell.currency,
      isWithoutProject:
        amount !== null && cell.withoutProject !== null && compare(cell.withoutProject, amount) === 0,
    });
  }
  return {
    matched,
    matchedSum: sum(matched.map((one) => one.amount)),
    alone: alone.toSorted((left, right) => compare(right.amount ?? ZERO, left.amount ?? ZERO)),
    alsoCharged,
    hasUnnamed: cells.some((cell) => cell.lineItem === null),
  };
}

/** Why a cost stands alone; undefined where usage stands beside it. */
function reasonOf(
  cell: CostCell,
  part: Part | undefined,
  spec: ReconcileSpec,
): CostAlone['reason'] | undefined {
  if (!isOfCurrency(cell, spec)) return 'other-currency';
  if (cell.amount === null) return 'no-amount';
  if (cell.amount.coefficient < 0n) return 'credit';
  if (cell.lineItem === null) return 'no-line-item';
  if (part) return undefined;
  const meaning = spec.explain(cell.lineItem);
  if (meaning === undefined) return 'unknown-line-item';
  return meaning.kind === 'alone' ? 'known' : 'usage-not-read';
}

const REASON_WORDS: Readonly<Record<Exclude<CostAlone['reason'], 'known'>, string>> = {
  credit: 'credit',
  'unknown-line-item': 'unknown line item',
  'no-line-item': 'no line item told',
  'usage-not-read': 'its usage is not synced',
  'other-currency': 'other currency, not added',
  'no-amount': 'no amount told',
};

function wordsFor(reason: CostAlone['reason'], lineItem: string | null, spec: ReconcileSpec): string {
  if (reason !== 'known') return REASON_WORDS[reason];
  const meaning = lineItem === null ? undefined : spec.explain(lineItem);
  return meaning?.kind === 'alone' ? meaning.what : REASON_WORDS['unknown-line-item'];
}

function findingsOf(
  start: UnixSeconds,
  sides: CostSides,
  matcher: Matcher,
  read: readonly ReconcileUsage[],
  jumps: readonly ReadonlyMap<UnixSeconds, PriceJump>[],
): ReconcileFinding[] {
  const charged = Map.groupBy(sides.matched, ({ part }) => JSON.stringify([part.resource, part.model]));
  const withoutUsage = [...charged.values()].flatMap((group): ReconcileFinding[] => {
    const [first] = group;
    const cost = sum(group.map((one) => one.amount));
    if (!first || isZero(cost) || matcher.used(first.part, start).length > 0) return [];
    const { resource, model } = first.part;
    return [{ kind: 'cost-without-usage', resource, model, cost, lineItems: toLineItems(group) }];
  });
  const free = new Set(read.filter((one) => one.isFree).map((one) => one.resource));
  // Where costs say not what they are for, they may be for anything.
  const used = sides.hasUnnamed ? [] : matcher.partsUsed(start).filter((part) => !free.has(part.resource));
  const withoutCost = used.flatMap((part): ReconcileFinding[] => {
    const key = JSON.stringify([part.resource, part.model]);
    const group = charged.get(key) ?? [];
    if (sides.alsoCharged.has(key) || group.some((one) => !isZero(one.amount))) return [];
    const usage = matcher.used(part, start);
    return [{ kind: 'usage-without-cost', ...part, usage, lineItems: toLineItems(group) }];
  });
  const ofDay = jumps.flatMap((each): ReconcileFinding[] => {
    const jump = each.get(start);
    return jump === undefined ? [] : [jump];
  });
  return [...withoutUsage, ...withoutCost, ...ofDay];
}

function toLineItems(group: readonly MatchedCost[]): ChargedLineItem[] {
  return group.map(({ lineItem, amount }) => ({ lineItem, amount }));
}

/** The price jumps of each line item of usage, by their days. */
function findJumps(
  { costs, costDays, spec }: ReconcileInput,
  matcher: Matcher,
  states: ReadonlyMap<string, ReadonlyMap<UnixSeconds, BucketState>>,
): ReadonlyMap<UnixSeconds, PriceJump>[] {
  const costStates = statesOf(costDays);
  /** By line item and unit: the price of a token and that of a thousand are two prices. */
  const prices = new Map<string, { readonly lineItem: string; readonly points: PricePoint[] }>();
  for (const cell of costs.toSorted((left, right) => left.start - right.start)) {
    const { start, lineItem, amount } = cell;
    // A credit is named as such: it is no price.
    if (lineItem === null || amount === null || amount.coefficient < 0n) continue;
    if (!isOfCurrency(cell, spec)) continue;
    if (costStates.get(start) !== 'complete' || spec.explain(lineItem)?.kind === 'alone') continue;
    const usage = usageOf(lineItem, start, matcher, states);
    for (const { unit, amount, quantity } of measuredCharges(cell, usage)) {
      if (amount.coefficient < 0n || quantity.coefficient <= 0n) continue;
      const key = JSON.stringify([lineItem, unit]);
      const price = prices.get(key) ?? { lineItem, points: [] };
      prices.set(key, price);
      price.points.push({ start, amount, quantity });
    }
  }
  return [...prices.values()].map(({ lineItem, points }) => findPriceJumps(lineItem, points));
}

/** What was charged for how much, by unit; nothing where the quantity of a part of the amount is not known. */
function measuredCharges(
  { charges, amount }: CostCell,
  usage: UsedMeasure | undefined,
): readonly { readonly unit: unknown; readonly amount: Decimal; readonly quantity: Decimal }[] {
  const charging = charges.filter((charge) => charge.quantity !== null || !isZero(charge.amount));
  const measured = charging.flatMap(({ quantity, ...charge }) =>
    quantity === null ? [] : [{ ...charge, quantity }],
  );
  if (measured.length === charging.length) return measured;
  if (measured.length > 0 || amount === null || usage === undefined) return [];
  return [{ unit: { ofUsage: usage.measure }, amount, quantity: usage.value }];
}

/** What a line item charges for, where its usage says it. */
function usageOf(
  lineItem: string,
  start: UnixSeconds,
  matcher: Matcher,
  states: ReadonlyMap<string, ReadonlyMap<UnixSeconds, BucketState>>,
): UsedMeasure | undefined {
  const part = matcher.partOf(lineItem);
  if (part?.measure === undefined || states.get(part.resource)?.get(start) !== 'complete') return undefined;
  return matcher.used(part, start).find((one) => one.measure === part.measure);
}

function isOfCurrency({ currency }: { readonly currency: string | null }, spec: ReconcileSpec): boolean {
  return currency === null || currency === spec.costs.currency.value;
}

function isSummed(one: CostAlone, spec: ReconcileSpec): boolean {
  return one.amount !== null && isOfCurrency(one, spec);
}

function amountsOf(alone: readonly CostAlone[], spec: ReconcileSpec): Decimal[] {
  return alone.filter((one) => isSummed(one, spec)).map((one) => one.amount ?? ZERO);
}

function statesOf(days: readonly NativeBucket[] = []): ReadonlyMap<UnixSeconds, BucketState> {
  return new Map(days.map(({ start, state }) => [start, state]));
}
