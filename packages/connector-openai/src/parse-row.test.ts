import { describe, expect, it } from 'vitest';
import { endpoints } from './endpoints.ts';
import { createRowParser, type ParsedRow } from './parse-row.ts';
import {
  bucketText,
  collect,
  connectTo,
  costRow,
  days,
  embeddingRow,
  pageText,
  startWire,
} from './test-wire.ts';

function parserOf(name: string): (row: unknown) => ParsedRow {
  const endpoint = endpoints.find((candidate) => candidate.name === name);
  if (!endpoint) throw new Error(`no endpoint ${name}`);
  return createRowParser(endpoint);
}

const completions = {
  object: 'organization.usage.completions.result',
  input_tokens: 100,
  output_tokens: 50,
  num_model_requests: 3,
};

async function readCosts(rows: readonly string[]) {
  await using wire = await startWire([pageText([bucketText(0, rows)])]);
  return await collect(connectTo(wire.url), 'costs', days(0, 1));
}

describe('a measure with an older name', () => {
  const sessions = (fields: object) =>
    parserOf('code_interpreter_sessions')({
      object: 'organization.usage.code_interpreter_sessions.result',
      project_id: 'proj_1',
      ...fields,
    });
  const sample = (value: number) => ({ kind: 'sample', row: { dimensions: ['proj_1'], values: [value] } });

  it('is read under that name where the row has no other', () => {
    expect(sessions({ sessions: 3 })).toEqual(sample(3));
    expect(sessions({ sessions: 3, num_sessions: null })).toEqual(sample(3));
    expect(sessions({ sessions: 3, num_sessions: 4 })).toEqual(sample(4));
    expect(sessions({})).toMatchObject({ kind: 'unreadable', reason: 'num_sessions is missing' });
  });
});

describe('R09 a bad amount is unknown, not zero', () => {
  it.each([['"NaN"'], ['"Infinity"'], ['""'], ['null'], ['"12,50"']])(
    'sets a row with the amount %s aside with its text, keeps the others',
    async (value) => {
      const bad = costRow(value);
      const got = await readCosts([bad, costRow('"1.50"', ',"organization_id":"org-1"')]);
      expect(got.error).toBeUndefined();
      const [bucket] = got.buckets;
      expect(bucket?.rows).toHaveLength(1);
      expect(bucket?.quarantined).toEqual([
        {
          dimensions: ['gpt-5, input', 'proj_1', null, null, 'usd', null],
          reason: expect.stringContaining('amount.value'),
          raw: bad,
        },
      ]);
    },
  );

  it('sets a row without amount aside under the usual currency', () => {
    expect(parserOf('costs')({ object: 'organization.costs.result', line_item: 'Tax' })).toEqual({
      kind: 'unreadable',
      dimensions: ['Tax', null, null, null, 'usd', null],
      reason: 'amount.value is missing',
    });
  });

  it('keeps the text of a bad row without the address of a person', async () => {
    const bad = costRow('"NaN"', ',"user_email":"ada@example.com","organization_name":"Engines"');
    const got = await readCosts([bad]);
    expect(got.buckets[0]?.quarantined.map((row) => row.raw)).toEqual([
      bad.replace('ada@example.com', '[left out]'),
    ]);
  });

  it('keeps the text of a bad row digit for digit', async () => {
    const row = embeddingRow('9007199254740993');
    await using wire = await startWire([pageText([bucketText(0, [embeddingRow(1), row])])]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 1));
    expect(got.buckets[0]?.quarantined).toEqual([expect.objectContaining({ raw: row })]);
  });

  it('does not lose an amount for the sake of a bad quantity: that is unknown, told, and its day incomplete', async () => {
    const got = await readCosts([costRow('2', ',"quantity":"many"'), costRow('3', ',"quantity":"1.5"')]);
    expect(got.buckets[0]?.rows.map((row) => row.values)).toEqual([
      [{ coefficient: 2n, scale: 0 }, null, null],
      [{ coefficient: 3n, scale: 0 }, null, { coefficient: 15n, scale: 1 }],
    ]);
    expect(got.warnings).toEqual([expect.stringContaining('quantity is not a number')]);
    expect(got.buckets[0]?.quarantined).toEqual([
      expect.objectContaining({ isStored: true, raw: expect.stringContaining('"quantity":"many"') }),
    ]);
  });
});

describe('R10 currency is a dimension', () => {
  it('never lets euros into openai_cost_usd, and keeps them', async () => {
    const euros = costRow('"7.10"').replace('"usd"', '"EUR"');
    const got = await readCosts([euros, costRow('1')]);
    expect(got.warnings).toEqual([]);
    const [bucket] = got.buckets;
    expect(bucket?.quarantined).toEqual([]);
    expect(bucket?.rows).toEqual([
      {
        dimensions: ['gpt-5, input', 'proj_1', null, null, 'eur', null],
        values: [null, { coefficient: 71n, scale: 1 }, null],
      },
      {
        dimensions: ['gpt-5, input', 'proj_1', null, null, 'usd', null],
        values: [{ coefficient: 1n, scale: 0 }, null, null],
      },
    ]);
  });

  it('sets a bad amount in euros aside under its currency', async () => {
    const got = await readCosts([costRow('"7,10"').replace('"usd"', '"eur"')]);
    expect(got.buckets[0]?.quarantined).toMatchObject([
      { dimensions: ['gpt-5, input', 'proj_1', null, null, 'eur', null] },
    ]);
  });

  it('binds each sum to one currency, and each quantity to one unit or line item', () => {
    const { resource } = endpoints.find(({ name }) => name === 'costs') ?? {};
    expect(resource?.measures.map(({ name, within }) => [name, within])).toEqual([
      ['amount', undefined],
      ['other_amount', ['currency']],
      ['quantity', ['quantity_unit', 'line_item']],
    ]);
  });

  it("keeps the quantity's unit", async () => {
    const got = await readCosts([costRow('1', ',"quantity":2,"quantity_unit":"1000_tokens"')]);
    expect(got.buckets[0]?.rows[0]?.dimensions.at(-1)).toBe('1000_tokens');
  });

  it('takes USD for usd', async () => {
    const got = await readCosts([costRow('1').replace('"usd"', '"USD"')]);
    expect(got.buckets[0]?.rows[0]?.dimensions[4]).toBe('usd');
  });

  it.each([['null'], ['5'], ['""']])('sets an amount in the currency %s aside', async (currency) => {
    const got = await readCosts([costRow('1').replace('"usd"', currency)]);
    expect(got.buckets[0]?.rows).toEqual([]);
    expect(got.buckets[0]?.quarantined).toHaveLength(1);
  });
});

describe('R11 open schema', () => {
  it('counts rows of an unknown kind in one warning and keeps the good ones', async () => {
    const video = '{"object":"organization.usage.videos.result","seconds":4}';
    await using wire = await startWire([
      pageText([bucketText(0, [video, embeddingRow(1)]), bucketText(1, [embeddingRow(2), video])]),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 2));
    expect(got.buckets.map((bucket) => bucket.rows.length)).toEqual([1, 1]);
    expect(got.buckets.flatMap((bucket) => bucket.quarantined)).toEqual([]);
    expect(got.warnings).toEqual([
      'openai embeddings: left out rows of an unknown kind, "organization.usage.videos.result" (2 rows)',
    ]);
  });

  it('sets rows of an unknown kind aside where a day has no others: it is unknown, not empty', async () => {
    const video = '{"object":"organization.usage.videos.result","seconds":4}';
    const song = '{"object":"organization.usage.songs.result","seconds":5}';
    await using wire = await startWire([pageText([bucketText(0, [video, song, video]), bucketText(1)])]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 2));
    expect(got.buckets.map((bucket) => bucket.quarantined)).toEqual([
      [
        {
          dimensions: null,
          reason: 'rows of an unknown kind, "organization.usage.videos.result" (2 rows, the first is shown)',
          raw: video,
        },
        {
          dimensions: null,
          reason: 'rows of an unknown kind, "organization.usage.songs.result" (1 row)',
          raw: song,
        },
      ],
      [],
    ]);
    expect(got.warnings).toEqual([]);
  });

  it('passes over unknown fields, in rows, buckets and pages', async () => {
    const row = embeddingRow(1).replace('}', ',"user_email":"ada@example.com","new":{"deep":[1]}}');
    const bucket = bucketText(0, [row]).replace(
      '"results"',
      '"start_time_iso":"2026-11-01T00:00:00+00:00","results"',
    );
    await using wire = await startWire([pageText([bucket]).replace('"data"', '"trace":"x","data"')]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 1));
    expect(got.warnings).toEqual([]);
    expect(JSON.stringify(got.buckets)).not.toContain('ada@example.com');
  });

  it('keeps new values of a dimension', () => {
    expect(parserOf('completions')({ ...completions, service_tier: 'warp', batch: 'partly' })).toMatchObject({
      row: { dimensions: [null, null, null, null, 'partly', 'warp'] },
    });
  });

  it.each([[null], [7], ['text'], [[]]])('sets a row aside that is %j', (row) => {
    expect(parserOf('completions')(row)).toMatchObject({ kind: 'unreadable', dimensions: null });
  });

  it('sets a row aside that does not say what it is', () => {
    expect(parserOf('completions')({ ...completions, object: undefined })).toMatchObject({
      kind: 'unreadable',
    });
  });
});

describe('R14 token integers and batch', () => {
  it.each([
    [true, 'true'],
    [false, 'false'],
    ['true', 'true'],
    ['False', 'false'],
    [null, null],
    [undefined, null],
  ])('reads batch %j as %j: unknown is not false', (batch, expected) => {
    const parsed = parserOf('completions')({ ...completions, batch });
    expect(parsed).toMatchObject({ row: { dimensions: [null, null, null, null, expected, null] } });
  });

  it('reads 2^53 - 1 exactly', () => {
    const parsed = parserOf('completions')({ ...completions, input_tokens: Number.MAX_SAFE_INTEGER });
    expect(parsed).toMatchObject({
      kind: 'sample',
      row: { values: expect.arrayContaining([9007199254740991]) },
    });
  });

  it.each([
    [2 ** 53, 'larger than 2^53'],
    [1.5, 'not a whole number'],
    [-1, 'negative'],
    ['12', 'not a number but a string'],
    [null, 'missing'],
    [undefined, 'missing'],
  ])('sets a row with %j input tokens aside', (input_tokens, problem) => {
    expect(parserOf('completions')({ ...completions, input_tokens })).toMatchObject({
      kind: 'unreadable',
      dimensions: [null, null, null, null, null, null],
      reason: expect.stringContaining(problem),
    });
  });

  it('reads a missing part of the tokens as unknown', () => {
    expect(parserOf('completions')(completions)).toMatchObject({
      row: { values: [100, ...Array(9).fill(null), 50, null, null, null, 3] },
    });
  });

  it.each([
    [-5, 'input_audio_tokens is negative'],
    [1.5, 'input_audio_tokens is not a whole number'],
    ['12', 'input_audio_tokens is not a number but a string'],
  ])('reads a part of the tokens that is %j as unknown, with a warning', (input_audio_tokens, warning) => {
    expect(parserOf('completions')({ ...completions, input_audio_tokens })).toEqual({
      kind: 'sample',
      row: {
        dimensions: Array(6).fill(null),
        values: [100, ...Array(9).fill(null), 50, null, null, null, 3],
      },
      warning,
    });
  });

  it('sets a row aside, dimensions unknown, whose dimension is no text', () => {
    expect(parserOf('completions')({ ...completions, model: { name: 'gpt-5' } })).toMatchObject({
      kind: 'unreadable',
      dimensions: null,
      reason: 'model is an object, not a text',
    });
  });
});

describe('shared dimensions', () => {
  it('gives rows with equal dimensions one and the same list, and no others', () => {
    const parse = parserOf('embeddings');
    const dimensionsOf = (model: string | null, project_id: string | null) => {
      const parsed = parse({
        object: 'organization.usage.embeddings.result',
        input_tokens: 1,
        num_model_requests: 1,
        model,
        project_id,
      });
      return parsed.kind === 'sample' ? parsed.row.dimensions : undefined;
    };
    expect(dimensionsOf('a', 'b')).toBe(dimensionsOf('a', 'b'));
    expect(dimensionsOf(null, 'b')).not.toEqual(dimensionsOf('', 'b'));
    // Values that hold the separator itself.
    expect(dimensionsOf('a\u0000b', 'c')).toEqual(['a\u0000b', 'c', null, null]);
    expect(dimensionsOf('a', 'b\u0000c')).toEqual(['a', 'b\u0000c', null, null]);
    expect(dimensionsOf('\u0001\u0001', null)).toEqual(['\u0001\u0001', null, null, null]);
  });
});

describe('R15 both token vocabularies', () => {
  const parts = {
    input_tokens: 100,
    input_cached_tokens: 30,
    input_cache_write_tokens: 10,
    input_uncached_tokens: 60,
    input_text_tokens: 40,
    input_audio_tokens: 15,
    input_image_tokens: 5,
    input_cached_text_tokens: 20,
    input_cached_audio_tokens: 10,
    input_cached_image_tokens: 0,
    output_tokens: 50,
    output_text_tokens: 45,
    output_audio_tokens: 5,
    output_image_tokens: 0,
  };
  const row = (fields: object) => JSON.stringify({ ...completions, ...parts, ...fields });
  const read = async (...pages: (readonly string[])[]) => {
    await using wire = await startWire(
      pages.map((rows, day) =>
        pageText([bucketText(day, rows)], {
          hasMore: day < pages.length - 1,
          nextPage: day < pages.length - 1 ? `page_${day}` : null,
        }),
      ),
    );
    return await collect(connectTo(wire.url), 'completions', days(0, pages.length));
  };

  it('never adds audio to the input', async () => {
    const got = await read([row({})]);
    expect(got.warnings).toEqual([]);
    expect(got.buckets[0]?.rows[0]?.values[0]).toBe(100);
  });

  it.each([
    [{ input_cache_write_tokens: 11 }, 'input_tokens is not input_cached_tokens + input_cache_write_tokens'],
    [{ input_audio_tokens: 25 }, 'input_uncached_tokens is not input_text_tokens + input_audio_tokens'],
    [{ input_cached_image_tokens: 1 }, 'input_cached_tokens is not input_cached_text_tokens'],
    [{ output_text_tokens: 44 }, 'output_tokens is not output_text_tokens'],
  ])('tells of tokens whose parts do not make the whole, and keeps them: %j', async (fields, text) => {
    const got = await read([row({}), row(fields)]);
    expect(got.error).toBeUndefined();
    expect(got.buckets[0]?.rows).toHaveLength(2);
    expect(got.buckets[0]?.quarantined).toEqual([]);
    expect(got.warnings).toEqual([expect.stringContaining(text)]);
  });

  it('tells once a window, with how many rows there are', async () => {
    const bad = row({ output_text_tokens: 44 });
    const got = await read([bad, bad], [row({}), bad]);
    expect(got.buckets).toHaveLength(2);
    expect(got.warnings).toEqual([expect.stringContaining('(3 rows, kept as they are)')]);
  });

  it('cannot check where a part is not known', async () => {
    const got = await read([row({ input_cache_write_tokens: null, input_image_tokens: undefined })]);
    expect(got.warnings).toEqual([]);
  });
});

describe('R12 rows of equal dimensions', () => {
  it('are handed on as they are: the store adds them up, so that none is lost', async () => {
    const twin = (requests: number) => JSON.stringify({ ...completions, num_model_requests: requests });
    await using wire = await startWire([pageText([bucketText(0, [twin(8), twin(1)])])]);
    const got = await collect(connectTo(wire.url), 'completions', days(0, 1));
    expect(got.buckets[0]?.rows.map((row) => row.values.at(-1))).toEqual([8, 1]);
    expect(new Set(got.buckets[0]?.rows.map((row) => row.dimensions)).size).toBe(1);
  });
});
