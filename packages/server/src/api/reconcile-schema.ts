import { z } from 'zod';
import { stampSchema } from './schemas.ts';

const money = z.string().meta({ description: 'Exact.', example: '12.50' });
const state = z.enum(['complete', 'provisional', 'partial', 'incomplete', 'unknown']);
const usedSchema = z.strictObject({
  measure: z.string().meta({ example: 'input_tokens' }),
  unit: z.string(),
  value: z.union([z.string(), z.number()]).nullable(),
});
const lineItems = z.array(z.strictObject({ lineItem: z.string(), amount: money }));
const priceSchema = z
  .strictObject({
    amount: money,
    quantity: money,
    perUnit: z.string().meta({ description: 'Rounded to 18 decimals.' }),
  })
  .meta({ id: 'ImpliedPrice', description: 'A price as the two exact numbers that it is the ratio of.' });
const part = { resource: z.string(), model: z.string().nullable() };

const findingSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('cost-without-usage'), ...part, cost: money, lineItems }),
    z.strictObject({ kind: z.literal('usage-without-cost'), ...part, usage: z.array(usedSchema), lineItems }),
    z.strictObject({
      kind: z.literal('price-jump'),
      lineItem: z.string(),
      price: priceSchema,
      baseline: priceSchema,
      baselineDays: z.int(),
    }),
  ])
  .meta({ id: 'ReconcileFinding' });

export const reportSchema = z
  .strictObject({
    source: z.string(),
    currency: z.string(),
    window: z.strictObject({ start: z.string(), end: z.string() }),
    rule: z
      .strictObject({
        baselineDays: z.int(),
        leastBaselineDays: z.int(),
        lookBackDays: z.int(),
        threshold: z.string(),
        leastDifference: z.string(),
      })
      .meta({ description: 'When a price has jumped.' }),
    totals: z
      .strictObject({ cost: money, matched: money, alone: money, credits: money, withoutProject: money })
      .meta({ description: 'Over the days whose cost is known: `cost` is `matched` and `alone` together.' }),
    unread: z.array(z.string()).meta({ description: 'Usage that is not synced: nothing is said of it.' }),
    days: z.array(
      z.strictObject({
        day: z.string().meta({ description: 'A UTC day.', example: '2026-11-22' }),
        state: state.meta({ description: 'Only a complete day has findings.' }),
        cost: money.nullable().meta({ description: 'Null is unknown.' }),
        matched: money.meta({ description: 'Of line items that have usage beside them.' }),
        withoutProject: money,
        alone: z.array(
          z.strictObject({
            lineItem: z.string().nullable(),
            reason: z.enum([
              'known',
              'credit',
              'unknown-line-item',
              'no-line-item',
              'usage-not-read',
              'other-currency',
              'no-amount',
            ]),
            what: z.string().meta({ example: 'tax' }),
            amount: money.nullable(),
            currency: z.string().nullable(),
            isWithoutProject: z.boolean(),
          }),
        ),
        usage: z.array(z.strictObject({ resource: z.string(), state, measures: z.array(usedSchema) })),
        findings: z.array(findingSchema),
      }),
    ),
    stamps: z.array(stampSchema),
  })
  .meta({ id: 'ReconcileReport', description: 'Costs beside usage, day by day; the two are never added.' });
