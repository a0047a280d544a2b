import { DAY } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import {
  bucketText,
  type Collected,
  collect,
  connectTo,
  days,
  embeddingDays,
  embeddingRow,
  pageText,
  startWire,
  T0,
  TOKEN_INVALID,
} from './test-wire.ts';

const dayNumbers = ({ buckets }: Collected) => buckets.map((bucket) => (bucket.start - T0) / DAY);
const firstTokens = ({ buckets }: Collected) => buckets.map((bucket) => bucket.rows[0]?.values[0]);
const query = (url: string | undefined) => new URL(url ?? '', 'http://host').searchParams;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('R03 window-anchored paging', () => {
  it('asks for a whole window of 31 days in one request', async () => {
    await using wire = await startWire([pageText(embeddingDays(0, 31))]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(wire.urls).toHaveLength(1);
    expect(query(wire.urls[0]).get('limit')).toBe('31');
    expect(dayNumbers(got)).toEqual(range(0, 31));
    expect(got.pages.at(-1)?.next).toBeNull();
  });

  it('follows page tokens under the very same query', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      pageText(embeddingDays(7, 31)),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toBeUndefined();
    expect(wire.urls[1]).toBe(`${wire.urls[0]}&page=page_A`);
    expect(got.pages[0]?.next?.start).toBe(T0 + 7 * DAY);
    expect(dayNumbers(got)).toEqual(range(0, 31));
  });

  it('reads on from the last bucket without a token when the API refuses its own token', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A+/=' }),
      TOKEN_INVALID,
      pageText(embeddingDays(7, 31)),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toBeUndefined();
    expect(wire.urls).toHaveLength(3);
    expect(query(wire.urls[2]).get('start_time')).toBe(String(T0 + 7 * DAY));
    expect(query(wire.urls[2]).get('limit')).toBe('24');
    expect(query(wire.urls[2]).has('page')).toBe(false);
    expect(firstTokens(got)).toEqual(range(1, 32));
    expect(got.warnings).toEqual([expect.stringMatching(/refused its own page token.*2026-11-08/)]);
  });

  it('tries no further token in a window once one was refused', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      TOKEN_INVALID,
      pageText(embeddingDays(7, 14), { hasMore: true, nextPage: 'page_B' }),
      pageText(embeddingDays(14, 20)),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 20));
    expect(got.error).toBeUndefined();
    expect(wire.urls.filter((url) => url.includes('page='))).toHaveLength(1);
    expect(dayNumbers(got)).toEqual(range(0, 20));
  });

  it('fails when the new request brings nothing', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      TOKEN_INVALID,
      pageText([]),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({ code: 'incomplete' });
    expect(wire.urls).toHaveLength(3);
    expect(dayNumbers(got)).toEqual(range(0, 7));
  });

  it('gives a 400 that is not about the token as it is', async () => {
    await using wire = await startWire([
      { status: 400, body: '{"error":{"message":"Invalid limit provided: 31.","param":"limit"}}' },
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({ code: 'bad-request', status: 400 });
    expect(String(got.error)).toContain('Invalid limit provided: 31.');
    expect(wire.urls).toHaveLength(1);
  });
});

describe('R05 pagination guards', () => {
  it.each([[null], ['']])(
    'reads on from the last bucket when there is more but the token is %j',
    async (nextPage) => {
      await using wire = await startWire([
        pageText(embeddingDays(0, 7), { hasMore: true, nextPage }),
        pageText(embeddingDays(7, 14), { hasMore: true, nextPage }),
        pageText(embeddingDays(14, 20)),
      ]);
      const got = await collect(connectTo(wire.url), 'embeddings', days(0, 20));
      expect(got.error).toBeUndefined();
      expect(wire.urls.map((url) => query(url).get('start_time'))).toEqual(
        [0, 7, 14].map((day) => String(T0 + day * DAY)),
      );
      expect(dayNumbers(got)).toEqual(range(0, 20));
    },
  );

  it('never takes "more" without buckets and token for the end', async () => {
    await using wire = await startWire([pageText([], { hasMore: true, nextPage: null })]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 20));
    expect(got.error).toMatchObject({ code: 'incomplete' });
    expect(got.pages).toEqual([]);
  });

  it('fails after two requests when the same token comes again', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      pageText(embeddingDays(7, 14), { hasMore: true, nextPage: 'page_A' }),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({
      code: 'incomplete',
      message: expect.stringContaining('same page token'),
    });
    expect(wire.urls).toHaveLength(2);
  });

  it('fails after two requests when the buckets do not advance', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_B' }),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({ code: 'incomplete' });
    expect(wire.urls).toHaveLength(2);
    expect(got.pages).toHaveLength(1);
  });

  it('fails when pages come newest first: their gaps could not be told from missing days', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(3, 10).reverse(), { hasMore: true, nextPage: 'page_A' }),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({ code: 'incomplete' });
  });

  it('ends with an error at the page cap', async () => {
    let day = 0;
    await using wire = await startWire([
      (response) => {
        const text = pageText(embeddingDays(day, day + 1), { hasMore: true, nextPage: `page_${day}` });
        day += 1;
        response.end(text);
      },
    ]);
    const got = await collect(connectTo(wire.url, { limits: { maxPages: 3 } }), 'embeddings', days(0, 31));
    expect(got.error).toMatchObject({ code: 'incomplete', message: expect.stringContaining('3 pages') });
    expect(wire.urls).toHaveLength(3);
  });
});

describe('R13 bucket identity', () => {
  it('takes the last of two buckets of the same day in one page, adding nothing', async () => {
    await using wire = await startWire([
      pageText([bucketText(0, [embeddingRow(5)]), bucketText(1), bucketText(0, [embeddingRow(7)])]),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 2));
    expect(dayNumbers(got)).toEqual([0, 1]);
    expect(firstTokens(got)).toEqual([7, undefined]);
  });

  it('gives a bucket again that the next page repeats, so that the last one counts', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 2), { hasMore: true, nextPage: 'page_A' }),
      pageText([bucketText(1, [embeddingRow(50)]), bucketText(2, [embeddingRow(3)])]),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 3));
    expect(got.error).toBeUndefined();
    expect(firstTokens(got)).toEqual([1, 50, 3]);
  });

  it('leaves out buckets outside of the window with a warning', async () => {
    await using wire = await startWire([pageText(embeddingDays(-1, 4))]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 3));
    expect(dayNumbers(got)).toEqual([0, 1, 2]);
    expect(got.warnings).toHaveLength(2);
    expect(got.warnings[0]).toContain('outside of what was asked for');
  });

  it('leaves out a partial first bucket with a warning', async () => {
    const partial = `{"object":"bucket","start_time":${T0 + 44_626},"end_time":${T0 + DAY},"results":[${embeddingRow(9)}]}`;
    await using wire = await startWire([pageText([partial, ...embeddingDays(1, 2)])]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 2));
    expect(dayNumbers(got)).toEqual([1]);
    expect(got.warnings).toEqual([expect.stringContaining('not one whole UTC day')]);
  });

  it('leaves out a bucket that is not 86400 seconds wide', async () => {
    await using wire = await startWire([pageText([bucketText(0, [], T0 + 3_600), bucketText(1)])]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 2));
    expect(dayNumbers(got)).toEqual([1]);
    expect(got.warnings).toHaveLength(1);
  });
});

describe('R16 what a page says of days', () => {
  it('leaves an absent day absent and gives an empty day as empty', async () => {
    await using wire = await startWire([pageText([bucketText(0), bucketText(2, [embeddingRow(1)])])]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 3));
    expect(got.error).toBeUndefined();
    expect(got.buckets).toEqual([
      { start: T0, rows: [], quarantined: [] },
      expect.objectContaining({ start: T0 + 2 * DAY }),
    ]);
  });

  it('ignores days that have not begun', async () => {
    await using wire = await startWire([pageText(embeddingDays(0, 5))]);
    const connector = connectTo(wire.url, { now: '2026-11-03T10:00:00Z' });
    const got = await collect(connector, 'embeddings', days(0, 5));
    expect(dayNumbers(got)).toEqual([0, 1, 2]);
    expect(got.warnings).toEqual([]);
  });

  it('asks for nothing when the window has not begun', async () => {
    await using wire = await startWire([pageText([])]);
    const connector = connectTo(wire.url, { now: '2026-10-31T23:59:59Z' });
    const got = await collect(connector, 'embeddings', days(0, 5));
    expect(got.pages).toEqual([{ buckets: [], next: null }]);
    expect(wire.urls).toEqual([]);
  });

  it('is done when midnight passes and the API has one more day than was asked for', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 3), { hasMore: true, nextPage: 'page_A' }),
    ]);
    const times = ['2026-11-03T23:59:59.900Z', '2026-11-03T23:59:59.950Z', '2026-11-04T00:00:00.100Z'];
    const connector = connectTo(wire.url, { now: () => new Date(times.shift() ?? '2026-11-04T00:00:01Z') });
    const got = await collect(connector, 'embeddings', days(0, 3));
    expect(got.error).toBeUndefined();
    expect(wire.urls).toHaveLength(1);
    expect(dayNumbers(got)).toEqual([0, 1, 2]);
  });
});

describe('R18 resuming', () => {
  const answers = [
    pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
    pageText(embeddingDays(7, 31)),
  ];

  it('goes on with the stored token under the query that it belongs to, even past midnight', async () => {
    await using wire = await startWire(answers);
    const before = connectTo(wire.url, { now: '2026-11-30T23:00:00Z' });
    const whole = await collect(before, 'embeddings', days(0, 30));
    const cursor = whole.pages[0]?.next?.cursor ?? null;
    expect(cursor).not.toBeNull();

    await using later = await startWire([answers[1] ?? '']);
    const rest = await collect(connectTo(later.url), 'embeddings', days(0, 30), { cursor });
    expect(later.urls).toEqual([wire.urls[1]]);
    expect(dayNumbers(rest)).toEqual(range(7, 30));
  });

  it('goes on from where it stood when the stored token has expired', async () => {
    await using wire = await startWire(answers);
    const cursor =
      (await collect(connectTo(wire.url), 'embeddings', days(0, 31))).pages[0]?.next?.cursor ?? null;
    await using later = await startWire([TOKEN_INVALID, pageText(embeddingDays(7, 31))]);
    const rest = await collect(connectTo(later.url), 'embeddings', days(0, 31), { cursor });
    expect(rest.error).toBeUndefined();
    expect(query(later.urls[1]).get('start_time')).toBe(String(T0 + 7 * DAY));
    expect(dayNumbers(rest)).toEqual(range(7, 31));
  });

  it.each([['rubbish'], ['{"v":1}'], ['{"v":1,"at":0,"start":0,"end":null,"limit":31,"page":"page_A"}']])(
    'starts the window again, with a warning, when the cursor is %s',
    async (cursor) => {
      await using wire = await startWire([pageText(embeddingDays(0, 31))]);
      const got = await collect(connectTo(wire.url), 'embeddings', days(0, 31), { cursor });
      expect(dayNumbers(got)).toEqual(range(0, 31));
      expect(query(wire.urls[0]).has('page')).toBe(false);
      expect(got.warnings).toHaveLength(1);
    },
  );
});

describe('large organizations', () => {
  const manyRows = (day: number) => bucketText(day, Array(10_000).fill(embeddingRow(day + 1)));

  it('are asked for fewer days at once, by start and end, as soon as their size is known', async () => {
    await using wire = await startWire([
      pageText([manyRows(0)]),
      pageText([1, 2, 3].map(manyRows)),
      pageText([4, 5].map(manyRows)),
    ]);
    const connector = connectTo(wire.url);
    await collect(connector, 'embeddings', days(0, 1));
    const got = await collect(connector, 'embeddings', days(1, 6));
    expect(got.error).toBeUndefined();
    expect(dayNumbers(got)).toEqual([1, 2, 3, 4, 5]);
    const spans = wire.urls.map((url) =>
      ['start_time', 'end_time', 'limit'].map((name) => Number(query(url).get(name))),
    );
    expect(spans).toEqual([
      [T0, T0 + DAY, 1],
      [T0 + DAY, T0 + 4 * DAY, 3],
      [T0 + 4 * DAY, T0 + 6 * DAY, 2],
    ]);
    expect(got.pages.map((page) => page.next)).toEqual([{ start: T0 + 4 * DAY, cursor: null }, null]);
  });

  it('are found out at the first request, which is given up for smaller ones', async () => {
    await using wire = await startWire([
      pageText([0, 1, 2, 3, 4].map(manyRows)),
      pageText([0, 1, 2].map(manyRows)),
      pageText([3, 4].map(manyRows)),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 5));
    expect(got.error).toBeUndefined();
    expect(wire.urls.map((url) => query(url).get('limit'))).toEqual(['5', '3', '2']);
    expect(got.pages.map((page) => page.buckets.length)).toEqual([3, 2]);
    expect(dayNumbers(got)).toEqual([0, 1, 2, 3, 4]);
  });

  it('are found out later, too: where quiet days are followed by busy ones', async () => {
    await using wire = await startWire([
      pageText([bucketText(0), bucketText(1)]),
      pageText([manyRows(2), manyRows(3), manyRows(4), manyRows(5), manyRows(6)]),
      pageText([manyRows(2), manyRows(3), manyRows(4)]),
      pageText([manyRows(5), manyRows(6)]),
    ]);
    const connector = connectTo(wire.url);
    await collect(connector, 'embeddings', days(0, 2));
    const got = await collect(connector, 'embeddings', days(2, 7));
    expect(got.error).toBeUndefined();
    expect(wire.urls.map((url) => query(url).get('limit'))).toEqual(['2', '5', '3', '2']);
    expect(dayNumbers(got)).toEqual([2, 3, 4, 5, 6]);
  });

  it('are not taken for small ones because today has just begun', async () => {
    await using wire = await startWire([
      pageText([manyRows(0), manyRows(1)]),
      pageText([bucketText(2)]),
      pageText([manyRows(3), manyRows(4), manyRows(5)]),
      pageText([bucketText(6)]),
    ]);
    let now = '2026-11-03T00:00:30Z';
    const connector = connectTo(wire.url, { now: () => new Date(now) });
    await collect(connector, 'embeddings', days(0, 2));
    await collect(connector, 'embeddings', days(2, 3));
    now = '2026-12-20T12:00:00Z';
    await collect(connector, 'embeddings', days(3, 7));
    expect(wire.urls.map((url) => query(url).get('limit'))).toEqual(['2', '1', '3', '1']);
  });

  it('are known by their finished days alone, where today came with them', async () => {
    await using wire = await startWire([
      pageText([manyRows(0), manyRows(1), bucketText(2)]),
      pageText([manyRows(3), manyRows(4), manyRows(5)]),
      pageText([manyRows(6)]),
    ]);
    let now = '2026-11-03T00:00:30Z';
    const connector = connectTo(wire.url, { now: () => new Date(now) });
    await collect(connector, 'embeddings', days(0, 3));
    now = '2026-12-20T12:00:00Z';
    await collect(connector, 'embeddings', days(3, 7));
    expect(wire.urls.map((url) => query(url).get('limit'))).toEqual(['3', '3', '1']);
  });

  it('are read to the end where one day alone is more than a page should have', async () => {
    const huge = (day: number) => bucketText(day, Array(33_000).fill(embeddingRow(1)));
    await using wire = await startWire([
      pageText([bucketText(0), huge(1), huge(2)]),
      pageText([bucketText(0)]),
      pageText([huge(1), huge(2)]),
      pageText([huge(1)]),
      pageText([huge(2)]),
    ]);
    const got = await collect(connectTo(wire.url), 'embeddings', days(0, 3));
    expect(got.error).toBeUndefined();
    expect(dayNumbers(got)).toEqual([0, 1, 2]);
  });

  it('leave out a day at the end of a part without stopping there', async () => {
    await using wire = await startWire([
      pageText([manyRows(0)]),
      pageText([manyRows(1)]),
      pageText([manyRows(4)]),
    ]);
    const connector = connectTo(wire.url);
    await collect(connector, 'embeddings', days(0, 1));
    const got = await collect(connector, 'embeddings', days(1, 5));
    expect(got.error).toBeUndefined();
    expect(dayNumbers(got)).toEqual([1, 4]);
  });
});
