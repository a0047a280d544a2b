import { DAY, HOUR, MINUTE, Secret, withFiner } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { openAIResources, resourcesFor } from './endpoints.ts';
import { openAIOptions } from './options.ts';
import { createUrlValidator } from './test-openapi.ts';
import { collect, connectTo, embeddingRow, pageText, startWire, T0 } from './test-wire.ts';

const problemsOf = createUrlValidator();

/** A bucket of `width` seconds, the `index`-th from T0, with this many tokens. */
function bucket(index: number, width: number, { tokens = index + 1, end = T0 + (index + 1) * width } = {}) {
  const row = embeddingRow(tokens);
  return `{"object":"bucket","start_time":${T0 + index * width},"end_time":${end},"results":[${row}]}`;
}

const buckets = (from: number, to: number, width: number) =>
  Array.from({ length: to - from }, (_, index) => bucket(from + index, width));

const span = (from: number, to: number, width: number) => ({
  start: T0 + from * width,
  end: T0 + to * width,
});

describe('the resources of an option', () => {
  it.each([
    ['day', 11],
    ['hour', 21],
    ['minute', 31],
  ] as const)('are with `granularity: %s` %i in all; costs are daily', (granularity, count) => {
    const { resources } = connectTo('http://127.0.0.1:9', { options: { granularity } });
    expect(resources).toHaveLength(count);
    expect(resources).toEqual(
      withFiner(resourcesFor(openAIOptions.parse({ adminApiKey: new Secret('KEY'), granularity }))),
    );
    expect(resources.filter(({ name }) => name.startsWith('costs'))).toMatchObject([{ granularity: 'day' }]);
  });

  it('are given as many buckets a request as the API allows, and revised for as long as days are', () => {
    const find = (name: string) => withFiner(openAIResources).find((resource) => resource.name === name);
    expect(find('completions')).toMatchObject({ windowBuckets: 31, provisionalBuckets: 3 });
    expect(find('completions_by_hour')).toMatchObject({ windowBuckets: 168, provisionalBuckets: 72 });
    expect(find('completions_by_minute')).toMatchObject({ windowBuckets: 1_440, provisionalBuckets: 1_440 });
  });

  it('are revised for as long as the options say, and so is the month before', () => {
    const options = {
      granularity: 'hour',
      usageProvisionalDays: 2,
      costsProvisionalDays: 20,
      monthClosesDays: 0,
    };
    const { resources } = connectTo('http://127.0.0.1:9', { options: { ...options, granularity: 'hour' } });
    const find = (name: string) => resources.find((resource) => resource.name === name);
    expect(find('costs')).toMatchObject({ provisionalBuckets: 20, monthClosesDays: 0 });
    expect(find('completions')).toMatchObject({ provisionalBuckets: 2, monthClosesDays: 0 });
    expect(find('completions_by_hour')).toMatchObject({ provisionalBuckets: 48, monthClosesDays: 0 });
  });

  it('leave what days are asked with as it was, so that none is read again', () => {
    const connector = (granularity: 'day' | 'hour') =>
      connectTo('http://127.0.0.1:9', { options: { granularity } });
    expect(connector('hour').queryIdentity('completions')).toBe(
      connector('day').queryIdentity('completions'),
    );
    expect(connector('hour').queryIdentity('completions')).not.toContain('bucket_width');
    expect(connector('hour').queryIdentity('completions_by_hour')).toContain('"bucket_width":"1h"');
  });
});

describe.each([
  ['hour', HOUR, '1h', 168],
  ['minute', MINUTE, '1m', 1_440],
] as const)('buckets of one %s', (granularity, width, bucketWidth, limit) => {
  const resource = `embeddings_by_${granularity}`;
  const options = { granularity };

  it('are asked for by windows that the API allows', async () => {
    await using wire = await startWire([pageText(buckets(0, limit, width))]);
    const result = await collect(connectTo(wire.url, { options }), resource, span(0, limit, width));
    expect(result.buckets).toHaveLength(limit);
    expect(wire.urls).toEqual([
      `/v1/organization/usage/embeddings?start_time=${T0}&end_time=${T0 + limit * width}&bucket_width=${bucketWidth}` +
        `&group_by=model&group_by=project_id&group_by=api_key_id&group_by=user_id&limit=${limit}`,
    ]);
    expect(wire.urls.flatMap(problemsOf)).toEqual([]);
    expect(result.warnings).toEqual([]);
  });

  it('leave the end open while the last is running, and take it as far as it goes', async () => {
    const now = new Date((T0 + 2 * width + width / 2) * 1000);
    await using wire = await startWire([
      pageText([...buckets(0, 2, width), bucket(2, width, { end: T0 + 2 * width + width / 2 })]),
    ]);
    const result = await collect(
      connectTo(wire.url, { options, now: () => now }),
      resource,
      span(0, 3, width),
    );
    expect(wire.urls[0]).not.toContain('end_time');
    expect(result.buckets.map(({ start }) => (start - T0) / width)).toEqual([0, 1, 2]);
    expect(result.warnings).toEqual([]);
  });

  it('are left out, and told, where they are of another width', async () => {
    await using wire = await startWire([pageText([bucket(0, DAY), bucket(1, width)])]);
    const result = await collect(connectTo(wire.url, { options }), resource, span(0, 2, width));
    expect(result.buckets.map(({ start }) => start)).toEqual([T0 + width]);
    expect(result.warnings).toEqual([
      `openai ${resource}: left out a bucket from ${T0} to ${T0 + DAY}: not one whole UTC ${granularity}`,
    ]);
  });

  it('go on where the last one ended, when the API refuses its own page token', async () => {
    await using wire = await startWire([
      pageText(buckets(0, 5, width), { hasMore: true, nextPage: 'page_A' }),
      {
        status: 400,
        body: '{"error":{"message":"The page token is invalid","type":"invalid_request_error"}}',
      },
      pageText(buckets(5, 12, width)),
    ]);
    const result = await collect(connectTo(wire.url, { options }), resource, span(0, 12, width));
    expect(result.buckets).toHaveLength(12);
    expect(wire.urls[2]).toContain(`start_time=${T0 + 5 * width}&`);
  });

  it('are gone on with from a stored page token', async () => {
    await using wire = await startWire([
      pageText(buckets(0, 5, width), { hasMore: true, nextPage: 'page_A' }),
      pageText(buckets(5, 12, width)),
    ]);
    const connector = connectTo(wire.url, { options });
    const first = await connector
      .fetch({
        resource,
        window: span(0, 12, width),
        cursor: null,
        signal: new AbortController().signal,
        onEvent: () => {},
      })
      [Symbol.asyncIterator]()
      .next();
    const cursor: string | null = first.value?.next?.cursor;
    const result = await collect(connectTo(wire.url, { options }), resource, span(0, 12, width), { cursor });
    expect(wire.urls[1]).toBe(`${wire.urls[0]}&page=page_A`);
    expect(result.buckets.map(({ start }) => (start - T0) / width)).toEqual([5, 6, 7, 8, 9, 10, 11]);
    expect(result.warnings).toEqual([]);
  });
});

it('a page token of hours is not taken for one of days', async () => {
  await using wire = await startWire([pageText([])]);
  const at = T0 + 5 * HOUR;
  const cursor = JSON.stringify({ v: 1, at, start: T0, end: null, limit: 31, page: 'page_A' });
  const result = await collect(connectTo(wire.url), 'embeddings', span(0, 31, DAY), { cursor });
  expect(result.warnings[0]).toContain('the stored page cannot be used');
  expect(wire.urls[0]).not.toContain('page_A');
});
