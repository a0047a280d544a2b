import type { SourceGranularity } from '@shipstats/core';
import fc from 'fast-check';
import type { Table } from './stored-table.ts';

/**
 * What an answer of the API may hold, as a description from which both its JSON and what must come of it follow. The
 * second is derived here from the description alone: none of the connector's code has a part in it.
 */

/** A row, its JSON, and what it means. */
export interface RowModel {
  readonly json: string;
  readonly means:
    | {
        readonly kind: 'good';
        readonly fields: Fields;
        readonly values: Values;
        /** Something beside the main number cannot be read: that is null, and told. */
        readonly isOdd?: boolean;
      }
    /** Cannot be read; of these dimensions, where that much is known. */
    | { readonly kind: 'bad'; readonly fields: Fields | null }
    | { readonly kind: 'unknown-object'; readonly object: string };
}

/** Dimensions by name; one that is missing is null. */
export type Fields = Readonly<Record<string, string | null>>;
/** Measures by name: thousandths of a nano, so that sums need no floating point; null is unknown. */
type Values = Readonly<Record<string, bigint | null>>;

/** What a kind of resource is made of. */
export interface ResourceModel {
  readonly resource: string;
  readonly metric: string;
  readonly granularity: SourceGranularity;
  readonly row: fc.Arbitrary<RowModel>;
}

/** Decimals that values are counted in: the amounts here have no more. */
const DECIMALS = 28;

const ids = fc.constantFrom<(string | null | undefined)[]>(
  'a',
  'b',
  null,
  undefined,
  '',
  'naïve, "value": 5',
  '\u{1F600}\\',
);

function fieldsOf(
  model: string | null | undefined,
  project: string | null | undefined,
  name: string,
): Fields {
  return { [name]: model ?? null, project_id: project ?? null };
}

function write(fields: Readonly<Record<string, string | undefined>>): string {
  const parts = Object.entries(fields).flatMap(([name, json]) =>
    json === undefined ? [] : [`${JSON.stringify(name)}:${json}`],
  );
  return `{${parts.join(',')}}`;
}

const notRows = fc.constantFrom('null', '7', '"text"', '[]', 'true');
const notTexts = fc.constantFrom('7', '{"id":"a"}', '["a"]');
const unknownObjects = fc.constantFrom('organization.usage.videos.result', 'organization.usage.songs.result');

/** Whole numbers that are counts, and JSON that is none. */
const counts = fc.oneof(fc.nat(1000), fc.constantFrom(0, 9_007_199_254_740_991));
const notCounts = fc.constantFrom<(string | undefined)[]>(
  '-1',
  '1.5',
  '"12"',
  'null',
  'true',
  '{}',
  '9007199254740992',
  '1e300',
  undefined,
);

interface Parts {
  readonly model: string | null | undefined;
  readonly project: string | null | undefined;
  readonly extra: string | undefined;
}

const parts: fc.Arbitrary<Parts> = fc.record({
  model: ids,
  project: ids,
  extra: fc.constantFrom(undefined, '{"deep":[1,{"value":2}]}', '"x"'),
});

const json = (value: string | null | undefined) => (value === undefined ? undefined : JSON.stringify(value));

const USAGE = '"organization.usage.embeddings.result"';
const COMPLETIONS = '"organization.usage.completions.result"';

function usageRow(
  { model, project, extra }: Parts,
  more: Readonly<Record<string, string | undefined>>,
): string {
  return write({ object: USAGE, model: json(model), project_id: json(project), extra, ...more });
}

const embeddingRow: fc.Arbitrary<RowModel> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(parts, counts, counts).map(([own, tokens, requests]): RowModel => {
      return {
        json: usageRow(own, { input_tokens: String(tokens), num_model_requests: String(requests) }),
        means: {
          kind: 'good',
          fields: fieldsOf(own.model, own.project, 'model'),
          values: { input_tokens: whole(tokens), num_model_requests: whole(requests) },
        },
      };
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(parts, notCounts, fc.boolean()).map(([own, bad, isFirst]): RowModel => {
      const [input_tokens, num_model_requests] = isFirst ? [bad, '1'] : ['1', bad];
      return {
        json: usageRow(own, { input_tokens, num_model_requests }),
        means: { kind: 'bad', fields: fieldsOf(own.model, own.project, 'model') },
      };
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(parts, notTexts).map(
      ([own, model]): RowModel => ({
        json: usageRow(own, { model, input_tokens: '1', num_model_requests: '1' }),
        means: { kind: 'bad', fields: null },
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(parts, fc.constantFrom(undefined, '5', 'null')).map(
      ([own, object]): RowModel => ({
        json: usageRow(own, { object, input_tokens: '1', num_model_requests: '1' }),
        means: { kind: 'bad', fields: fieldsOf(own.model, own.project, 'model') },
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: notRows.map((text): RowModel => ({ json: text, means: { kind: 'bad', fields: null } })),
  },
  {
    weight: 1,
    arbitrary: unknownObjects.map((object): RowModel => {
      return {
        json: write({ object: JSON.stringify(object), seconds: '4' }),
        means: { kind: 'unknown-object', object },
      };
    }),
  },
);

/** A decimal in one of the forms that have been seen, and its exact value. */
const decimals: fc.Arbitrary<{ readonly json: string; readonly value: bigint }> = fc
  .tuple(
    fc.bigInt({ min: -(10n ** 22n), max: 10n ** 22n }),
    fc.integer({ min: 8, max: DECIMALS }),
    fc.constantFrom('number', 'text', 'long', 'exponent', 'EXPONENT'),
  )
  .map(([coefficient, scale, form]) => {
    const value = coefficient * 10n ** BigInt(DECIMALS - scale);
    const sign = coefficient < 0n ? '-' : '';
    const digits = (coefficient < 0n ? -coefficient : coefficient).toString().padStart(scale + 1, '0');
    const plain = `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
    switch (form) {
      case 'number':
        return { json: plain, value };
      case 'text':
        return { json: `"${plain}"`, value };
      case 'long':
        return { json: `"${plain.padEnd(plain.length + DECIMALS - scale, '0')}"`, value };
      case 'exponent':
        return { json: `${coefficient}e-${scale}`, value };
      default:
        return { json: `"${coefficient}E-${scale}"`, value };
    }
  });
const notDecimals = fc.constantFrom<(string | undefined)[]>(
  '"NaN"',
  '"Infinity"',
  '"-Infinity"',
  '""',
  '" "',
  '"12,50"',
  '"1.2.3"',
  '"0x10"',
  'null',
  'true',
  '[]',
  '{}',
  '1e16',
  `"0.${'1'.repeat(37)}"`,
  undefined,
);

function costRow({ model, project, extra }: Parts, amount: string | undefined, quantity?: string): string {
  return write({
    object: '"organization.costs.result"',
    amount,
    line_item: json(model),
    project_id: json(project),
    quantity,
    extra,
  });
}

const amountOf = (value: string | undefined, currency = '"usd"') => write({ value, currency });

/** How currencies are written, and what they mean. */
const currencies = fc.constantFrom<[json: string, code: string][]>(
  ['"usd"', 'usd'],
  ['"USD"', 'usd'],
  ['"eur"', 'eur'],
  ['" JPY "', 'jpy'],
);
/** Dollars have a measure of their own: they are never added to anything else. */
const measureOf = (code: string) => (code === 'usd' ? 'amount' : 'other_amount');

const costRows: fc.Arbitrary<RowModel> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(parts, decimals, fc.option(decimals, { nil: undefined }), currencies)
      .map(([own, amount, quantity, [currency, code]]): RowModel => {
        return {
          json: costRow(own, amountOf(amount.json, currency), quantity?.json),
          means: {
            kind: 'good',
            fields: { ...fieldsOf(own.model, own.project, 'line_item'), currency: code },
            values: { [measureOf(code)]: amount.value, quantity: quantity?.value ?? null },
          },
        };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(parts, decimals, notDecimals).map(([own, amount, quantity]): RowModel => {
      return {
        json: costRow(own, amountOf(amount.json), quantity),
        means: {
          kind: 'good',
          fields: { ...fieldsOf(own.model, own.project, 'line_item'), currency: 'usd' },
          values: { amount: amount.value, quantity: null },
          isOdd: quantity !== undefined && quantity !== 'null',
        },
      };
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(parts, notDecimals, fc.option(currencies, { nil: undefined }))
      .map(([own, value, currency]): RowModel => {
        // Without a currency the row stands for the one of dollars that it most likely was.
        const code = currency === undefined ? 'usd' : currency[1];
        return {
          json: costRow(own, currency && amountOf(value, currency[0])),
          means: {
            kind: 'bad',
            fields: { ...fieldsOf(own.model, own.project, 'line_item'), currency: code },
          },
        };
      }),
  },
  {
    weight: 1,
    arbitrary: notRows.map((text): RowModel => ({ json: text, means: { kind: 'bad', fields: null } })),
  },
  {
    weight: 1,
    arbitrary: unknownObjects.map((object): RowModel => {
      return {
        json: write({ object: JSON.stringify(object), seconds: '4' }),
        means: { kind: 'unknown-object', object },
      };
    }),
  },
);

/** How `batch` is written, and what it means. */
const batches = fc.constantFrom<[string | undefined, string | null][]>(
  ['true', 'true'],
  ['false', 'false'],
  ['"true"', 'true'],
  ['"False"', 'false'],
  ['"partly"', 'partly'],
  ['null', null],
  [undefined, null],
);

interface Beside {
  readonly json: string | undefined;
  readonly value: bigint | null;
  readonly isOdd: boolean;
}

/** A number beside the main ones, and what it means: what cannot be read is unknown. */
const besides: fc.Arbitrary<Beside> = fc.oneof(
  counts.map((count) => ({ json: String(count), value: whole(count), isOdd: false })),
  notCounts.map((text) => ({ json: text, value: null, isOdd: text !== undefined && text !== 'null' })),
);

const completionRow: fc.Arbitrary<RowModel> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(parts, batches, counts, counts, besides)
      .map(([own, batch, input, output, audio]): RowModel => {
        const [batchJson, batchText] = batch;
        return {
          json: usageRow(own, {
            object: COMPLETIONS,
            batch: batchJson,
            input_tokens: String(input),
            output_tokens: String(output),
            num_model_requests: '2',
            input_audio_tokens: audio.json,
          }),
          means: {
            kind: 'good',
            fields: { ...fieldsOf(own.model, own.project, 'model'), batch: batchText },
            values: {
              input_tokens: whole(input),
              output_tokens: whole(output),
              num_model_requests: whole(2),
              input_audio_tokens: audio.value,
            },
            isOdd: audio.isOdd,
          },
        };
      }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(parts, batches, notCounts).map(([own, [batch, batchText], bad]): RowModel => {
      const counted = { input_tokens: '1', output_tokens: bad, num_model_requests: '1' };
      return {
        json: usageRow(own, { object: COMPLETIONS, batch, ...counted }),
        means: { kind: 'bad', fields: { ...fieldsOf(own.model, own.project, 'model'), batch: batchText } },
      };
    }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(parts, notTexts).map(([own, batch]): RowModel => {
      const counted = { input_tokens: '1', output_tokens: '1', num_model_requests: '1' };
      return {
        json: usageRow(own, { object: COMPLETIONS, batch, ...counted }),
        means: { kind: 'bad', fields: null },
      };
    }),
  },
);

/** The rows of this endpoint are named otherwise than its path. */
const FILE_SEARCHES = '"organization.usage.file_searches.result"';
const fileSearchRow: fc.Arbitrary<RowModel> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(parts, counts).map(([own, calls]): RowModel => {
      return {
        json: fileSearchJson(own, String(calls)),
        means: {
          kind: 'good',
          fields: fieldsOf(own.model, own.project, 'vector_store_id'),
          values: { num_requests: whole(calls) },
        },
      };
    }),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(parts, notCounts).map(([own, bad]): RowModel => {
      return {
        json: fileSearchJson(own, bad),
        means: { kind: 'bad', fields: fieldsOf(own.model, own.project, 'vector_store_id') },
      };
    }),
  },
  {
    weight: 1,
    // A row that is named after the path is of a kind that nobody knows.
    arbitrary: fc.constant('organization.usage.file_search_calls.result').map((object): RowModel => {
      return {
        json: write({ object: JSON.stringify(object), num_requests: '1' }),
        means: { kind: 'unknown-object', object },
      };
    }),
  },
);

function fileSearchJson({ model, project, extra }: Parts, calls: string | undefined): string {
  return write({
    object: FILE_SEARCHES,
    vector_store_id: json(model),
    project_id: json(project),
    extra,
    num_requests: calls,
  });
}

/** Endpoints of whole numbers, by the day and by the hour, and the one of money. */
export const resourceModels: readonly ResourceModel[] = [
  {
    resource: 'completions',
    metric: 'openai_completions_requests',
    granularity: 'day',
    row: completionRow,
  },
  {
    resource: 'embeddings_by_hour',
    metric: 'openai_embeddings_requests',
    granularity: 'hour',
    row: embeddingRow,
  },
  {
    resource: 'file_search_calls',
    metric: 'openai_file_search_calls_count',
    granularity: 'day',
    row: fileSearchRow,
  },
  { resource: 'costs', metric: 'openai_cost_usd', granularity: 'day', row: costRows },
];

/** What must be stored of a day. */
export interface DayModel {
  readonly rows: ReadonlyMap<string, Values>;
  readonly isIncomplete: boolean;
  /** Rows that are neither stored nor unreadable are missing from `rows`. */
  readonly isMissingRows: boolean;
  readonly isVanished: boolean;
  readonly quarantined: number;
}

export interface Meaning {
  /** Unreadable rows, as dimensions or null, and good ones added up by dimensions. */
  readonly good: ReadonlyMap<string, Values>;
  readonly bad: readonly (string | null)[];
  /** Good rows of which a number beside the main ones could not be read. */
  readonly partly: number;
  /** Something of it must be told in the run. */
  readonly isOdd: boolean;
}

/** What a day's rows mean, for a resource of these dimensions. */
export function meaningOf(rows: readonly RowModel[], dimensions: readonly string[]): Meaning {
  const keyOf = (fields: Fields) => JSON.stringify(dimensions.map((name) => fields[name] ?? null));
  const good = new Map<string, Values>();
  const bad: (string | null)[] = [];
  const unknown = new Set<string>();
  let partly = 0;
  for (const { means } of rows) {
    if (means.kind === 'good') {
      const key = keyOf(means.fields);
      good.set(key, addValues(good.get(key), means.values));
      if (means.isOdd === true) partly += 1;
    } else if (means.kind === 'bad') bad.push(means.fields === null ? null : keyOf(means.fields));
    else unknown.add(means.object);
  }
  // Rows of unknown kinds beside good ones are left out and told; alone, each kind is set aside.
  if (good.size === 0) for (const _ of unknown) bad.push(null);
  return { good, bad, partly, isOdd: partly > 0 || bad.length > 0 || unknown.size > 0 };
}

function addValues(left: Values | undefined, right: Values): Values {
  if (left === undefined) return right;
  return Object.fromEntries(
    Object.entries(right).map(([name, value]) => {
      const other = left[name] ?? null;
      return [name, value === null ? other : other === null ? value : value + other];
    }),
  );
}

/**
 * What must be stored of a day after this answer. `isOver`: the stored rows were read after the day's end.
 * `isBelieved`: a day that is said to be empty again is taken for empty.
 */
export function nextDay(
  before: DayModel | undefined,
  { good, bad, partly }: Meaning,
  { isOver, isBelieved }: { readonly isOver: boolean; readonly isBelieved: boolean },
): DayModel {
  const hadRows = before !== undefined && before.rows.size > 0;
  if (good.size === 0 && bad.length === 0 && hadRows && !(before.isVanished && isBelieved))
    return { ...before, isVanished: true };
  if (bad.includes(null) && hadRows && isOver && !before.isMissingRows) {
    return { ...before, isIncomplete: true, isVanished: false, quarantined: bad.length + partly };
  }
  const rows = new Map(good);
  for (const key of bad) {
    const kept = key === null ? undefined : before?.rows.get(key);
    if (key !== null && kept !== undefined) rows.set(key, kept);
  }
  const quarantined = bad.length + partly;
  const isMissingRows = quarantined > 0;
  return { rows, isIncomplete: isMissingRows, isMissingRows, isVanished: false, quarantined };
}

/** A day's rows by their dimensions, with each measure as exact text. */
export function tableOf(rows: DayModel['rows'], measures: readonly string[]): Table {
  return Object.fromEntries(
    [...rows].map(([key, values]) => [
      key,
      Object.fromEntries(measures.map((name) => [name, text(values[name] ?? null)])),
    ]),
  );
}

function whole(value: number): bigint {
  return BigInt(value) * 10n ** BigInt(DECIMALS);
}

function text(value: bigint | null): string | null {
  if (value === null) return null;
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}${fraction === '' ? '' : `.${fraction}`}`;
}
