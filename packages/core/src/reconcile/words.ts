import { add, compare, type Decimal, formatDecimal, fromNumber, multiply, ZERO } from '../decimal.ts';
import { formatChange, formatExact, formatValue } from '../format.ts';
import type { Unit } from '../unit.ts';
import { type ImpliedPrice, PRICE_RULE, perUnit } from './implied-price.ts';
import type { CostAlone, ReconcileFinding, ReconcilePart, ReconcileReport, UsedMeasure } from './report.ts';

/** A finding for people: what it is, what it is about, and the numbers that say so. */
export interface FindingWords {
  readonly what: string;
  readonly of: string;
  readonly detail: string;
}

/** What each kind of finding is called. */
export const FINDING_NAMES: Readonly<Record<ReconcileFinding['kind'], string>> = {
  'cost-without-usage': 'cost, no usage',
  'usage-without-cost': 'usage, no cost',
  'price-jump': 'price jump',
};

/** The rule by which prices are judged, in a sentence. */
export const PRICE_RULE_WORDS = `The price of a line item is its amount divided by its quantity. It is named when it is more than ${Number(PRICE_RULE.threshold) * 100}% off the median of the last ${PRICE_RULE.baselineDays} settled days before that have a price (${PRICE_RULE.leastBaselineDays} at least, within ${PRICE_RULE.lookBackDays} days), and that makes $${PRICE_RULE.leastDifference} or more on that day. Exact numbers are compared, none is rounded before.`;

/** Tells a finding in words; `unit` is that of the report. */
export function describeFinding(finding: ReconcileFinding, unit: Unit): FindingWords {
  const what = FINDING_NAMES[finding.kind];
  switch (finding.kind) {
    case 'cost-without-usage':
      return {
        what,
        of: partName(finding),
        detail: `${formatExact(finding.cost, unit)}: ${finding.lineItems.map((one) => one.lineItem).join('; ')}`,
      };
    case 'usage-without-cost': {
      const used = finding.usage.map(describeUsed).join(', ');
      const [charged] = finding.lineItems;
      const zero = formatExact(ZERO, unit);
      return {
        what,
        of: partName(finding),
        detail: charged ? `${used}; ${charged.lineItem} charges ${zero}` : used,
      };
    }
    case 'price-jump': {
      const { price, baseline, baselineDays } = finding;
      const change = formatChange(perUnit(baseline), perUnit(price), unit);
      return {
        what,
        of: finding.lineItem,
        detail: `${describePrice(price, unit)}, ${describePrice(baseline, unit)} over ${baselineDays} days before${change === undefined ? '' : ` (${change})`}`,
      };
    }
    default:
      return finding satisfies never;
  }
}

/** `completions, gpt-5-mini`, or the endpoint alone. */
export function partName({ resource, model }: ReconcilePart): string {
  const name = resource.replaceAll('_', ' ');
  return model === null ? name : `${name}, ${model}`;
}

function describeUsed({ measure, unit, value }: UsedMeasure): string {
  return `${formatExact(value, unit)} ${measure.replaceAll('_', ' ')}`;
}

const MILLION = fromNumber(1_000_000);
const CENT: Decimal = { coefficient: 1n, scale: 2 };

function describePrice(price: ImpliedPrice, unit: Unit): string {
  const one = perUnit(price);
  return compare(one, CENT) < 0
    ? `${formatValue(multiply(one, MILLION), unit)} a million`
    : `${formatValue(one, unit)} each`;
}

/** A cost that stands alone, over all days of a report. */
export interface AloneOverall extends CostAlone {
  readonly days: number;
}

/** The costs that stand alone, each line item once; those that the most was charged for first. */
export function aloneOverall({ days }: ReconcileReport): readonly AloneOverall[] {
  const groups = Map.groupBy(
    days.flatMap((day) => (day.cost === null ? [] : day.alone)),
    ({ lineItem, reason, currency, isWithoutProject }) =>
      JSON.stringify([lineItem, reason, currency, isWithoutProject]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      const amounts = group.flatMap(({ amount }) => (amount === null ? [] : [amount]));
      return first
        ? [{ ...first, amount: amounts.length === 0 ? null : amounts.reduce(add), days: group.length }]
        : [];
    })
    .toSorted((left, right) => compare(right.amount ?? ZERO, left.amount ?? ZERO));
}

/** What a lone cost amounts to, with its currency: `$12.50`, `0.75 eur`; `unknown` where none is told. */
export function describeAlone({ amount, currency }: CostAlone, unit: Unit): string {
  if (amount === null) return 'unknown';
  const isOther = unit.kind === 'money' && currency !== null && currency !== unit.currency;
  return isOther ? `${formatDecimal(amount)} ${currency}` : formatExact(amount, unit);
}

/** How many days are settled, how many are not yet, and how many of the settled have findings. */
export function countDays({ days }: ReconcileReport) {
  const settled = days.filter((day) => day.state === 'complete');
  return {
    settled: settled.length,
    open: days.length - settled.length,
    flagged: settled.filter((day) => day.findings.length > 0).length,
  };
}
