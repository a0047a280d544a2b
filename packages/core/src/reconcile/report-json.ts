import { toCsv } from '../csv.ts';
import { type Decimal, formatDecimal, trimDecimal } from '../decimal.ts';
import { type JsonValue, toJsonValue } from '../query/to-json.ts';
import type { Stamp } from '../stamp.ts';
import { toDayUtc, toIso } from '../time.ts';
import { unitName } from '../unit.ts';
import { type ImpliedPrice, PRICE_RULE, perUnit } from './implied-price.ts';
import type { ChargedLineItem, ReconcileFinding, SourceReport, UsedMeasure } from './report.ts';

interface UsedJson {
  readonly measure: string;
  readonly unit: string;
  readonly value: JsonValue;
}

interface PriceJson {
  readonly amount: string;
  readonly quantity: string;
  /** Rounded to 18 decimals; the other two are exact. */
  readonly perUnit: string;
}

type LineItemJson = { readonly lineItem: string; readonly amount: string };

export type FindingJson =
  | {
      readonly kind: 'cost-without-usage';
      readonly resource: string;
      readonly model: string | null;
      readonly cost: string;
      readonly lineItems: readonly LineItemJson[];
    }
  | {
      readonly kind: 'usage-without-cost';
      readonly resource: string;
      readonly model: string | null;
      readonly usage: readonly UsedJson[];
      readonly lineItems: readonly LineItemJson[];
    }
  | {
      readonly kind: 'price-jump';
      readonly lineItem: string;
      readonly price: PriceJson;
      readonly baseline: PriceJson;
      readonly baselineDays: number;
    };

/** A report as the API and the command line give it: money as text, exact to the last digit. */
export interface ReportJson {
  readonly source: string;
  readonly currency: string;
  readonly window: { readonly start: string; readonly end: string };
  readonly rule: typeof PRICE_RULE;
  readonly totals: Readonly<Record<'cost' | 'matched' | 'alone' | 'credits' | 'withoutProject', string>>;
  readonly unread: readonly string[];
  readonly days: readonly {
    readonly day: string;
    readonly state: string;
    readonly cost: string | null;
    readonly matched: string;
    readonly withoutProject: string;
    readonly alone: readonly {
      readonly lineItem: string | null;
      readonly reason: string;
      readonly what: string;
      readonly amount: string | null;
      readonly currency: string | null;
      readonly isWithoutProject: boolean;
    }[];
    readonly usage: readonly {
      readonly resource: string;
      readonly state: string;
      readonly measures: readonly UsedJson[];
    }[];
    readonly findings: readonly FindingJson[];
  }[];
  readonly stamps: readonly Stamp[];
}

/** Turns a report into the JSON that scripts rely on. */
export function toReportJson(report: SourceReport): ReportJson {
  const { window, totals } = report;
  return {
    source: report.source,
    currency: unitName(report.unit),
    window: { start: toIso(window.start), end: toIso(window.end) },
    rule: PRICE_RULE,
    totals: {
      cost: formatDecimal(totals.cost),
      matched: formatDecimal(totals.matched),
      alone: formatDecimal(totals.alone),
      credits: formatDecimal(totals.credits),
      withoutProject: formatDecimal(totals.withoutProject),
    },
    unread: report.unread,
    days: report.days.map((day) => ({
      day: toDayUtc(day.start),
      state: day.state,
      cost: text(day.cost),
      matched: formatDecimal(day.matched),
      withoutProject: formatDecimal(day.withoutProject),
      alone: day.alone.map((one) => ({ ...one, amount: text(one.amount) })),
      usage: day.usage.map(({ resource, state, measures }) => ({
        resource,
        state,
        measures: measures.map(usedJson),
      })),
      findings: day.findings.map(findingJson),
    })),
    stamps: report.stamps,
  };
}

function findingJson(finding: ReconcileFinding): FindingJson {
  switch (finding.kind) {
    case 'cost-without-usage':
      return {
        ...finding,
        cost: formatDecimal(finding.cost),
        lineItems: finding.lineItems.map(lineItemJson),
      };
    case 'usage-without-cost':
      return {
        ...finding,
        usage: finding.usage.map(usedJson),
        lineItems: finding.lineItems.map(lineItemJson),
      };
    case 'price-jump':
      return { ...finding, price: priceJson(finding.price), baseline: priceJson(finding.baseline) };
    default:
      return finding satisfies never;
  }
}

function usedJson({ measure, unit, value }: UsedMeasure): UsedJson {
  return { measure, unit: unitName(unit), value: toJsonValue(value, unit) };
}

function lineItemJson({ lineItem, amount }: ChargedLineItem): LineItemJson {
  return { lineItem, amount: formatDecimal(amount) };
}

function priceJson(price: ImpliedPrice): PriceJson {
  return {
    amount: formatDecimal(price.amount),
    quantity: formatDecimal(price.quantity),
    perUnit: formatDecimal(trimDecimal(perUnit(price))),
  };
}

function text(value: Decimal | null): string | null {
  return value === null ? null : formatDecimal(value);
}

const CSV_HEAD = [
  'day',
  'state',
  'kind',
  'resource',
  'model',
  'line_item',
  'measure',
  'value',
  'unit',
  'note',
];

/**
 * Turns a report into CSV (RFC 4180), a line a fact: the day's cost, the part of it that is set beside usage, each cost
 * that stands alone, each usage, each finding. Costs and usage are never on one line, and no line is a sum of both.
 */
export function toReportCsv(report: SourceReport): string {
  const currency = unitName(report.unit);
  const lines = report.days.flatMap((day) => {
    type Fact = Partial<
      Record<'resource' | 'model' | 'lineItem' | 'measure' | 'unit' | 'note', string | null>
    >;
    const line = (kind: string, value: Decimal | null, fact: Fact, state: string = day.state) => [
      toDayUtc(day.start),
      state,
      kind,
      fact.resource ?? '',
      fact.model ?? '',
      fact.lineItem ?? '',
      fact.measure ?? '',
      value === null ? '' : formatDecimal(value),
      fact.unit ?? '',
      fact.note ?? '',
    ];
    const used =
      (kind: string, resource: string, model: string | null, state: string) => (one: UsedMeasure) =>
        line(kind, one.value, { resource, model, measure: one.measure, unit: unitName(one.unit) }, state);
    return [
      line('cost', day.cost, { unit: currency }, day.costState),
      line('matched', day.cost === null ? null : day.matched, { unit: currency }, day.costState),
      ...day.alone.map((one) => {
        const note = one.isWithoutProject ? `${one.what}, no project` : one.what;
        return line('alone', one.amount, { lineItem: one.lineItem, unit: one.currency ?? currency, note });
      }),
      ...day.usage.flatMap((one) => one.measures.map(used('usage', one.resource, null, one.state))),
      ...day.findings.flatMap((one) => {
        switch (one.kind) {
          case 'cost-without-usage':
            return one.lineItems.map(({ lineItem, amount }) =>
              line(one.kind, amount, { ...one, lineItem, unit: currency }),
            );
          case 'usage-without-cost':
            return one.usage.map(used(one.kind, one.resource, one.model, day.state));
          case 'price-jump':
            return [
              line(one.kind, trimDecimal(perUnit(one.price)), {
                lineItem: one.lineItem,
                unit: currency,
                note: `a unit; before ${formatDecimal(trimDecimal(perUnit(one.baseline)))}`,
              }),
            ];
          default:
            return one satisfies never;
        }
      }),
    ];
  });
  return toCsv([CSV_HEAD, ...lines]);
}
