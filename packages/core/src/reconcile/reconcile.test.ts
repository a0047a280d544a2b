import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, type Decimal, formatDecimal, fromNumber, parseDecimal, sum, ZERO } from '../decimal.ts';
import type { BucketState } from '../stamp.ts';
import { DAY } from '../time.ts';
import { count, usd } from '../unit.ts';
import { findPriceJumps } from './implied-price.ts';
import { type CostCell, type ReconcileInput, reconcile, type UsageCell } from './reconcile.ts';
import type { ReconcileSpec } from './reconcile-spec.ts';
import type { ReconcileReport } from './report.ts';

const T0 = Date.UTC(2026, 0, 1) / 1000;
const at = (day: number) => T0 + day * DAY;
const exact = (text: string): Decimal => parseDecimal(text) ?? ZERO;

const spec: ReconcileSpec = {
  costs: {
    resource: 'bill',
    lineItem: 'item',
    project: 'team',
    amount: 'amount',
    currency: { dimension: 'currency', value: 'usd' },
    otherAmount: 'other',
    quantity: 'quantity',
    quantityUnit: 'unit',
  },
  usage: [
    { resource: 'chat', model: 'model', measures: ['in', 'out'] },
    { resource: 'pictures', model: 'model', measures: ['pictures'] },
    { resource: 'checks', model: 'model', measures: ['in'], isFree: true },
    { resource: 'storage', model: null, measures: ['bytes'] },
  ],
  modelOf: (model) => model.replace(/-v\d+$/, ''),
  explain: (item) => {
    if (item === 'Tax') return { kind: 'alone', what: 'tax' };
    if (item === 'Storage') return { kind: 'usage', resource: 'storage', model: null, measure: 'bytes' };
    const [resource, model] = item.split(' ');
    return resource && model ? { kind: 'usage', resource, model } : undefined;
  },
};

interface CostMore {
  readonly currency?: string;
  readonly withoutProject?: Decimal;
  /** What the whole amount was charged for; in no unit if not told otherwise. */
  readonly quantity?: string;
  readonly unit?: string;
}
const cost = (
  day: number,
  lineItem: string | null,
  amount: string | null,
  { quantity, unit, ...more }: CostMore = {},
): CostCell => ({
  start: at(day),
  lineItem,
  currency: 'usd',
  amount: amount === null ? null : exact(amount),
  charges:
    amount === null
      ? []
      : [
          {
            unit: unit ?? null,
            amount: exact(amount),
            quantity: quantity === undefined ? null : exact(quantity),
          },
        ],
  withoutProject: null,
  ...more,
});
const used = (
  day: number,
  resource: string,
  model: string | null,
  value = 1,
  measure?: string,
): UsageCell => ({
  start: at(day),
  resource,
  model,
  measure: measure ?? { chat: 'in', pictures: 'pictures', checks: 'in', storage: 'bytes' }[resource] ?? '',
  value: fromNumber(value),
});

interface World {
  readonly costs?: readonly CostCell[];
  readonly usage?: readonly UsageCell[];
  readonly costStates?: Readonly<Record<number, BucketState>>;
  readonly chatStates?: Readonly<Record<number, BucketState>>;
  /** Usage of which nothing was ever read. */
  readonly unread?: readonly string[];
}

/** Days 0 to 9, the window from day 5 on, all of them settled if not told otherwise. */
function inputOf({
  costs = [],
  usage = [],
  costStates = {},
  chatStates = {},
  unread = [],
}: World): ReconcileInput {
  const days = (states: Readonly<Record<number, BucketState>> = {}) =>
    Array.from({ length: 10 }, (_, day) => ({ start: at(day), state: states[day] ?? 'complete' }));
  const usageDays = spec.usage.map(({ resource }) => {
    const states = unread.includes(resource)
      ? Object.fromEntries(Array.from({ length: 10 }, (_, day) => [day, 'unknown' as const]))
      : resource === 'chat'
        ? chatStates
        : {};
    return [resource, days(states)] as const;
  });
  return {
    spec,
    window: { start: at(5), end: at(10) },
    unit: usd,
    units: () => count('tokens'),
    costDays: days(costStates),
    usageDays: new Map(usageDays),
    costs,
    usage,
  };
}
const report = (world: World) => reconcile(inputOf(world));
const findings = ({ days }: ReconcileReport) =>
  days.flatMap((day) =>
    day.findings.map((finding) => [
      (day.start - T0) / DAY,
      finding.kind,
      'resource' in finding ? [finding.resource, finding.model].filter(Boolean).join(' ') : finding.lineItem,
    ]),
  );

describe('R23 costs beside usage', () => {
  it('names a cost without usage and usage without a cost, by endpoint and model', () => {
    const result = report({
      costs: [cost(5, 'chat a', '1'), cost(6, 'chat a', '2'), cost(6, 'pictures p', '0.5')],
      usage: [used(5, 'chat', 'a'), used(6, 'chat', 'b'), used(6, 'chat', 'a')],
    });
    expect(findings(result)).toEqual([
      [6, 'cost-without-usage', 'pictures p'],
      [6, 'usage-without-cost', 'chat b'],
    ]);
  });

  it('knows a model by its name without its version, on either side', () => {
    const result = report({
      costs: [cost(5, 'chat a-v2', '1'), cost(6, 'chat a', '1')],
      usage: [used(5, 'chat', 'a'), used(6, 'chat', 'a-v3')],
    });
    expect(findings(result)).toEqual([]);
  });

  it('takes a cost of nothing for no cost, and says which line item it was', () => {
    const [day] = report({ costs: [cost(5, 'chat a', '0')], usage: [used(5, 'chat', 'a')] }).days;
    expect(day?.findings).toMatchObject([
      { kind: 'usage-without-cost', lineItems: [{ lineItem: 'chat a', amount: ZERO }] },
    ]);
  });

  it('expects no cost of what is free', () => {
    expect(findings(report({ usage: [used(5, 'checks', 'm')] }))).toEqual([]);
  });

  it.each(['provisional', 'partial', 'incomplete', 'unknown'] as const)(
    'tells of a day that is %s and flags nothing of it',
    (state) => {
      const world = { costs: [cost(5, 'chat a', '1'), cost(6, 'chat a', '1')] };
      for (const states of [{ costStates: { 5: state } }, { chatStates: { 5: state } }]) {
        const result = report({ ...world, ...states });
        expect(result.days[0]?.state).toBe(state);
        expect(findings(result)).toEqual([[6, 'cost-without-usage', 'chat a']]);
      }
    },
  );

  it('says nothing of usage that is not synced, but for the costs that it would explain', () => {
    const result = report({ costs: [cost(5, 'Storage', '1')], unread: ['storage'] });
    expect(result.unread).toEqual(['storage']);
    expect(result.days[0]).toMatchObject({
      state: 'complete',
      findings: [],
      alone: [{ lineItem: 'Storage', reason: 'usage-not-read' }],
    });
  });

  it('names what stands alone: taxes, credits, unknown line items, other currencies, no project', () => {
    const [day] = report({
      costs: [
        cost(5, 'Tax', '3', { withoutProject: exact('3') }),
        cost(5, 'chat a', '-0.25'),
        cost(5, 'mystery', '1'),
        cost(5, 'Tax', '7', { currency: 'eur' }),
      ],
    }).days;
    expect(
      day?.alone.map(({ what, amount, currency, isWithoutProject }) => [
        what,
        amount && formatDecimal(amount),
        currency,
        isWithoutProject,
      ]),
    ).toEqual([
      ['other currency, not added', '7', 'eur', false],
      ['tax', '3', 'usd', true],
      ['unknown line item', '1', 'usd', false],
      ['credit', '-0.25', 'usd', false],
    ]);
    expect(day && formatDecimal(day.cost ?? ZERO)).toBe('3.75');
    expect(day && formatDecimal(day.withoutProject)).toBe('3');
  });

  it('does not miss the cost of usage that is charged in another currency, or where no line item is told', () => {
    const usage = [used(5, 'chat', 'a')];
    expect(findings(report({ usage, costs: [cost(5, 'chat a', '1', { currency: 'eur' })] }))).toEqual([]);
    expect(findings(report({ usage, costs: [cost(5, 'chat a', null)] }))).toEqual([]);
    expect(findings(report({ usage, costs: [cost(5, null, '1')] }))).toEqual([]);
  });

  it('looks at an endpoint as a whole where its usage names no model', () => {
    const usage = [used(5, 'chat', null)];
    expect(findings(report({ usage, costs: [cost(5, 'chat a', '1')] }))).toEqual([]);
  });

  it('knows nothing of the cost of a day that was not read', () => {
    const result = report({ costStates: { 5: 'unknown', 6: 'incomplete' }, costs: [cost(7, 'Tax', '1')] });
    expect(result.days.map((day) => day.cost && formatDecimal(day.cost))).toEqual([
      null,
      null,
      '1',
      '0',
      '0',
    ]);
  });
});

describe('R23 implied prices', () => {
  const priced = (day: number, amount: string, quantity: string) => ({
    start: at(day),
    amount: exact(amount),
    quantity: exact(quantity),
  });
  const jumps = (...points: ReturnType<typeof priced>[]) =>
    [...findPriceJumps('x', points).keys()].map((start) => (start - T0) / DAY);
  const steady = [0, 1, 2].map((day) => priced(day, '3', '7'));

  it('compares ratios exactly: a third is a third, whatever its quantity', () => {
    expect(jumps(...steady, priced(3, '3000000', '7000000'))).toEqual([]);
    // A tenth more is not over a tenth; the least bit more is.
    expect(jumps(...steady, priced(3, '33', '70'))).toEqual([]);
    expect(jumps(...steady, priced(3, '33.00000000000000000000000001', '70'))).toEqual([3]);
    expect(jumps(...steady, priced(3, '26.9999999999', '70'))).toEqual([3]);
  });

  it('needs three days before, and a difference of a cent', () => {
    expect(jumps(...steady.slice(1), priced(3, '30', '7'))).toEqual([]);
    const tiny = [0, 1, 2].map((day) => priced(day, '0.001', '1'));
    expect(jumps(...tiny, priced(3, '0.01', '1'))).toEqual([]);
    expect(jumps(...tiny, priced(3, '0.011', '1'))).toEqual([3]);
  });

  it('takes a price that stays for the new baseline after four days', () => {
    const before = [0, 1, 2, 3, 4, 5, 6].map((day) => priced(day, '1', '1'));
    const after = [7, 8, 9, 10, 11, 12].map((day) => priced(day, '2', '1'));
    expect(jumps(...before, ...after)).toEqual([7, 8, 9, 10]);
  });

  it('does not look further back than 28 days', () => {
    expect(jumps(...steady, priced(40, '30', '7'))).toEqual([]);
  });

  it('uses days before the window, and no day that is not settled', () => {
    const costs = [2, 3, 4, 5].map((day) => cost(day, 'chat a', day === 5 ? '9' : '1', { quantity: '10' }));
    const usage = [2, 3, 4, 5].map((day) => used(day, 'chat', 'a'));
    expect(findings(report({ costs, usage }))).toEqual([[5, 'price-jump', 'chat a']]);
    expect(findings(report({ costs, usage, costStates: { 3: 'incomplete' } }))).toEqual([]);
    expect(findings(report({ costs, usage, chatStates: { 5: 'provisional' } }))).toEqual([]);
  });

  it('takes neither a credit nor an amount in another currency for a price', () => {
    const usage = [2, 3, 4, 5].map((day) => used(day, 'chat', 'a'));
    const steadily = [2, 3, 4].map((day) => cost(day, 'chat a', '1', { quantity: '10' }));
    for (const odd of [
      cost(5, 'chat a', '-9', { quantity: '10' }),
      cost(5, 'chat a', '9', { quantity: '10', currency: 'eur' }),
    ]) {
      const jumped = findings(report({ costs: [...steadily, odd], usage }));
      expect(jumped.filter(([, kind]) => kind === 'price-jump')).toEqual([]);
    }
  });

  it('takes the price of a token and that of a thousand for two prices', () => {
    const usage = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => used(day, 'chat', 'a'));
    const costs = usage.map((_, index) =>
      index < 4
        ? cost(index + 1, 'chat a', '3', { quantity: '2000', unit: 'tokens' })
        : cost(index + 1, 'chat a', index === 8 ? '9' : '3', { quantity: '2', unit: '1000_tokens' }),
    );
    // Only the last day is dearer, by the unit of the days right before it.
    expect(findings(report({ costs, usage }))).toEqual([[9, 'price-jump', 'chat a']]);
    const [jump] = report({ costs, usage }).days.at(-1)?.findings ?? [];
    expect(jump).toMatchObject({ baselineDays: 4, baseline: { quantity: exact('2') } });
  });

  it('gives a day no price on which a part of the amount tells no quantity', () => {
    const usage = [2, 3, 4, 5].flatMap((day) => [used(day, 'storage', null, 10), used(day, 'chat', 'a')]);
    for (const item of ['chat a', 'Storage']) {
      const steadily = [2, 3, 4].map((day) => cost(day, item, '1', { quantity: '10' }));
      const charges = [
        { unit: null, amount: exact('8'), quantity: exact('10') },
        { unit: null, amount: exact('1'), quantity: null },
      ];
      const mixed = { ...cost(5, item, '9'), charges };
      const jumpsOf = (costs: readonly CostCell[]) =>
        findings(report({ costs, usage })).filter(([, kind]) => kind === 'price-jump');
      expect(jumpsOf([...steadily, mixed])).toEqual([]);
      // Told of all of it, it is one.
      expect(jumpsOf([...steadily, cost(5, item, '9', { quantity: '10' })])).toHaveLength(1);
    }
  });

  it('takes the quantity from the usage where the row has none', () => {
    const costs = [2, 3, 4, 5].map((day) => cost(day, 'Storage', day === 5 ? '9' : '1'));
    const usage = [2, 3, 4, 5].map((day) => used(day, 'storage', null, 10));
    expect(findings(report({ costs, usage }))).toEqual([[5, 'price-jump', 'Storage']]);
  });
});

describe('R23 whatever the rows are', () => {
  const day = fc.integer({ min: 0, max: 9 });
  const item = fc.constantFrom('chat a', 'chat b', 'pictures p', 'Tax', 'Storage', 'mystery', null);
  const amount = fc.option(
    fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((coefficient) => ({ coefficient, scale: 9 })),
    { freq: 8 },
  );
  const costs = fc.uniqueArray(
    fc
      .record({
        start: day.map(at),
        lineItem: item,
        currency: fc.constantFrom('usd', 'usd', 'eur', null),
        amount,
        unit: fc.constantFrom('tokens', null),
        quantity: fc.option(fc.nat(1000).map(fromNumber)),
        withoutProject: fc.constant(null),
      })
      .map(({ unit, quantity, ...cell }) => ({
        ...cell,
        charges: cell.amount === null ? [] : [{ unit, amount: cell.amount, quantity }],
      })),
    { selector: (cell) => JSON.stringify([cell.start, cell.lineItem, cell.currency]) },
  );
  const usage = fc.array(
    fc
      .tuple(
        day,
        fc.constantFrom(['chat', 'a'], ['chat', 'b'], ['pictures', 'p'], ['checks', 'm'], ['storage', null]),
        fc.nat(50),
      )
      .map(([start, [resource, model], value]) => used(start, resource ?? '', model ?? null, value)),
  );
  const states = fc.dictionary(
    fc.nat(9).map(String),
    fc.constantFrom<BucketState>('complete', 'provisional', 'partial', 'incomplete', 'unknown'),
  );

  it('the parts make the whole, no day is lost, and only settled days are flagged', () => {
    fc.assert(
      fc.property(costs, usage, states, states, (cells, usages, costStates, chatStates) => {
        const result = report({ costs: cells, usage: usages, costStates, chatStates });
        expect(result.days.map((one) => one.start)).toEqual([5, 6, 7, 8, 9].map(at));
        for (const one of result.days) {
          const ofDay = cells.filter((cell) => cell.start === one.start);
          const whole = sum(
            ofDay.filter((cell) => cell.currency !== 'eur').map((cell) => cell.amount ?? ZERO),
          );
          const alone = sum(
            one.alone.filter((each) => each.currency !== 'eur').map((each) => each.amount ?? ZERO),
          );
          expect(formatDecimal(add(one.matched, alone))).toBe(formatDecimal(whole));
          if (one.cost !== null) expect(formatDecimal(one.cost)).toBe(formatDecimal(whole));
          expect(one.cost === null).toBe(
            one.costState === 'unknown' || (one.costState === 'incomplete' && ofDay.length === 0),
          );
          if (one.state !== 'complete') expect(one.findings).toEqual([]);
          for (const each of one.usage) {
            const wanted = sum(
              usages
                .filter((cell) => cell.start === one.start && cell.resource === each.resource)
                .map((cell) => cell.value),
            );
            expect(formatDecimal(sum(each.measures.map((measure) => measure.value)))).toBe(
              formatDecimal(wanted),
            );
          }
        }
        const known = result.days.filter((one) => one.cost !== null);
        const total = formatDecimal(sum(known.map((one) => one.cost ?? ZERO)));
        expect(formatDecimal(result.totals.cost)).toBe(total);
        expect(formatDecimal(add(result.totals.matched, result.totals.alone))).toBe(total);
      }),
    );
  });
});
