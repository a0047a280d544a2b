import { DAY, formatDecimal, parseDecimal, sum } from '@shipstats/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAIMetricNames, openAIResources } from './endpoints.ts';
import { type Simulator, startSimulator } from './simulator/index.ts';
import { createUrlValidator } from './test-openapi.ts';
import {
  bucketText,
  collect,
  connectTo,
  costRow,
  days,
  embeddingDays,
  pageText,
  startAnswering,
  startWire,
  T0,
  TOKEN_INVALID,
} from './test-wire.ts';

const problemsOf = createUrlValidator();
const NOW = '2026-11-22T10:00:00Z';
const today = Date.parse('2026-11-22T00:00:00Z') / 1000;
const params = (url: string | undefined) => new URL(url ?? '', 'http://host').searchParams;

describe('against the simulator', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ seed: 42, now: NOW });
  });
  afterAll(() => simulator.close());

  const connect = (options = {}) =>
    connectTo(simulator.url, {
      now: NOW,
      options,
      context: { resolveSecret: () => simulator.adminKey },
    });

  describe('R01 dimensions complete', () => {
    const P_U_K_M = ['project_id', 'user_id', 'api_key_id', 'model'];
    it.each([
      ['completions', '/v1/organization/usage/completions', [...P_U_K_M, 'batch', 'service_tier']],
      ['embeddings', '/v1/organization/usage/embeddings', P_U_K_M],
      ['images', '/v1/organization/usage/images', [...P_U_K_M, 'size', 'source']],
      ['audio_speeches', '/v1/organization/usage/audio_speeches', P_U_K_M],
      ['audio_transcriptions', '/v1/organization/usage/audio_transcriptions', P_U_K_M],
      ['moderations', '/v1/organization/usage/moderations', P_U_K_M],
      ['vector_stores', '/v1/organization/usage/vector_stores', ['project_id']],
      ['code_interpreter_sessions', '/v1/organization/usage/code_interpreter_sessions', ['project_id']],
      [
        'file_search_calls',
        '/v1/organization/usage/file_search_calls',
        ['project_id', 'user_id', 'api_key_id', 'vector_store_id'],
      ],
      ['web_search_calls', '/v1/organization/usage/web_search_calls', [...P_U_K_M, 'context_level']],
      ['costs', '/v1/organization/costs', ['project_id', 'line_item']],
    ])('groups %s by everything that the API offers, list repeated', async (resource, path, groupBy) => {
      simulator.clearRequests();
      const got = await collect(connect(), resource, { start: today - 9 * DAY, end: today + DAY });
      expect(got.error).toBeUndefined();
      expect(got.warnings).toEqual([]);
      expect(got.buckets).toHaveLength(10);
      const urls = simulator.requests().map((request) => request.rawUrl);
      expect(urls).toHaveLength(1);
      expect(new URL(urls[0] ?? '', 'http://host').pathname).toBe(path);
      expect(params(urls[0]).getAll('group_by').sort()).toEqual([...groupBy].sort());
      expect(urls.flatMap(problemsOf)).toEqual([]);
    });

    it('asks for no dimension that is to be omitted, and stores it as unknown', async () => {
      const omitDimensions = ['user_id', 'api_key_id', 'model', 'line_item'] as const;
      for (const name of ['completions', 'costs']) {
        simulator.clearRequests();
        const window = { start: today - 9 * DAY, end: today + DAY };
        const got = await collect(connect({ omitDimensions }), name, window);
        const whole = await collect(connect(), name, window);
        expect(got.error).toBeUndefined();
        const [url] = simulator.requests().map((request) => request.rawUrl);
        expect(params(url).getAll('group_by').sort()).toEqual(
          name === 'costs' ? ['project_id'] : ['batch', 'project_id', 'service_tier'],
        );
        expect(problemsOf(url ?? '')).toEqual([]);
        const specs = openAIResources.find((candidate) => candidate.name === name)?.dimensions ?? [];
        const rows = got.buckets.flatMap((bucket) => bucket.rows);
        expect(rows.length).toBeGreaterThan(0);
        expect(rows.length).toBeLessThan(whole.buckets.flatMap((bucket) => bucket.rows).length);
        for (const [index, dimension] of specs.entries()) {
          if (!omitDimensions.some((omitted) => omitted === dimension.name)) continue;
          expect(rows.filter((row) => row.dimensions[index] !== null)).toEqual([]);
        }
      }
    });

    it.each(openAIResources.map((resource) => [resource.name]))(
      'gives rows of %s every dimension',
      async (name) => {
        const costDimensions = ['project_id', 'line_item', 'api_key_id'];
        const got = await collect(connect({ costDimensions }), name, {
          start: today - 30 * DAY,
          end: today + DAY,
        });
        const rows = got.buckets.flatMap((bucket) => bucket.rows);
        const resource = openAIResources.find((candidate) => candidate.name === name);
        expect(rows.length).toBeGreaterThan(0);
        for (const [index, dimension] of (resource?.dimensions ?? []).entries()) {
          expect(
            rows.some((row) => row.dimensions[index] !== null),
            dimension.name,
          ).toBe(true);
        }
      },
    );

    it('stores size and source of images', async () => {
      const got = await collect(connect(), 'images', { start: today - 30 * DAY, end: today + DAY });
      const values = got.buckets.flatMap((bucket) => bucket.rows.flatMap((row) => row.dimensions));
      expect(values).toContain('1024x1024');
      expect(values).toContain('image.generation');
    });
  });

  it('R05 gives up on a simulator that sends the same page for ever', async () => {
    simulator.setSwitches({ sameCursorForever: true, costsLimit: 'clamp31' });
    simulator.clearRequests();
    const got = await collect(connect(), 'costs', { start: today - 60 * DAY, end: today + DAY });
    simulator.setSwitches({ sameCursorForever: false, costsLimit: 'reject180' });
    expect(got.error).toMatchObject({ code: 'incomplete' });
    expect(simulator.requests()).toHaveLength(2);
  });

  it.each([['tokenBroken'], ['lyingHasMore'], ['repeatBucketAcrossPages'], ['rejectPercentEncodedToken']])(
    'R03 gives the same rows over several pages with %s as without',
    async (name) => {
      const window = { start: today - 60 * DAY, end: today + DAY };
      const plain = await collect(connect(), 'embeddings', window);
      simulator.setSwitches({ [name]: true });
      const odd = await collect(connect(), 'embeddings', window);
      simulator.setSwitches({ [name]: false });
      expect(odd.error).toBeUndefined();
      expect(odd.buckets).toEqual(plain.buckets);
      expect(plain.buckets).toHaveLength(61);
    },
  );

  it('R04 can send "=" in tokens as it is', async () => {
    simulator.setSwitches({ rejectPercentEncodedToken: true });
    const got = await collect(connect({ rawPageTokens: true }), 'embeddings', {
      start: today - 60 * DAY,
      end: today + DAY,
    });
    simulator.setSwitches({ rejectPercentEncodedToken: false });
    expect(got.error).toBeUndefined();
    expect(got.warnings).toEqual([]);
  });

  it('R08 gives the very sum of the truth, however amounts are written', async () => {
    const truth = simulator
      .truth({ endpoint: 'costs', from: '2026-10-24', to: '2026-11-23' })
      .flatMap((row) => row.measures.amount ?? []);
    for (const amounts of ['number', 'string', 'string28', 'exponent', 'mixed'] as const) {
      simulator.setSwitches({ amounts });
      const got = await collect(connect(), 'costs', { start: today - 29 * DAY, end: today + DAY });
      const amountsRead = got.buckets.flatMap((bucket) =>
        bucket.rows.flatMap((row) =>
          typeof row.values[0] === 'object' && row.values[0] !== null ? row.values[0] : [],
        ),
      );
      expect(formatDecimal(sum(amountsRead))).toBe(
        formatDecimal(sum(truth.flatMap((text) => parseDecimal(text) ?? []))),
      );
    }
    simulator.setSwitches({ amounts: 'mixed' });
  });
});

describe('R29 cost key floor', () => {
  const DEC_6 = Date.parse('2025-12-06T00:00:00Z') / 1000;
  const byKey = { costDimensions: ['project_id', 'line_item', 'api_key_id'] };
  const refusal = (fields: object) => ({
    status: 400,
    body: JSON.stringify({ error: { message: 'No.', type: 'invalid_request_error', ...fields } }),
  });
  const noDay = refusal({ param: 'start_time', code: 'invalid_request_error' });
  /** Refuses keys before day `floor` from T0, and any grouping before day `bare`; answers everything else. */
  const startFloor = (floor: number, bare = Number.NEGATIVE_INFINITY) =>
    startAnswering((url) => {
      const asked = params(url);
      const from = (Number(asked.get('start_time')) - T0) / DAY;
      const groups = asked.getAll('group_by');
      if (groups.includes('api_key_id') ? from < floor : groups.length > 0 && from < bare) return noDay;
      const until = asked.get('end_time');
      const to = until === null ? from + Number(asked.get('limit')) : (Number(until) - T0) / DAY;
      const row = costRow('1', ',"api_key_id":"key_1"');
      return pageText(Array.from({ length: to - from }, (_, day) => bucketText(from + day, [row])));
    });
  const groupsOf = (url: string) => params(url).getAll('group_by').sort();

  it('reads what is older than the simulator gives keys for without them, and the rest with them', async () => {
    await using simulator = {
      ...(await startSimulator({ seed: 42, now: '2025-12-20T10:00:00Z' })),
      [Symbol.asyncDispose]: () => simulator.close(),
    };
    const connect = (options: object) =>
      connectTo(simulator.url, {
        now: '2025-12-20T10:00:00Z',
        options,
        context: { resolveSecret: () => simulator.adminKey },
      });
    const connector = connect(byKey);
    const window = { start: DEC_6 - 10 * DAY, end: DEC_6 + 10 * DAY };
    const got = await collect(connector, 'costs', window);
    expect(got.error).toBeUndefined();
    expect(got.warnings).toEqual([expect.stringContaining('days before 2025-12-06 by api_key_id')]);
    const urls = simulator.requests().map((request) => request.rawUrl);
    expect(urls.map((url) => [groupsOf(url).length, Number(params(url).get('start_time'))])).toEqual([
      [3, window.start],
      [2, window.start],
      [3, DEC_6],
    ]);
    const plain = await collect(connect({}), 'costs', window);
    const keysOf = ({ rows }: (typeof got.buckets)[number]) => rows.map((row) => row.dimensions[2] ?? null);
    expect(got.buckets.slice(0, 10)).toEqual(plain.buckets.slice(0, 10));
    expect(got.buckets).toHaveLength(20);
    for (const bucket of got.buckets.slice(10)) expect(keysOf(bucket).some(Boolean)).toBe(true);
    simulator.clearRequests();
    await collect(connector, 'costs', window);
    expect(simulator.requests(), 'what was found out is remembered').toHaveLength(2);
  });

  it('goes on below the floor where it stood: with the token, and the grouping that it is for', async () => {
    /** Five days a page; a token is refused with any other grouping, and keys before day 20. */
    await using wire = await startAnswering((url) => {
      const asked = params(url);
      const groups = asked.getAll('group_by');
      const [, at, grouping] = /^page_(\d+)_(\d)$/.exec(asked.get('page') ?? '') ?? [];
      if (at !== undefined && Number(grouping) !== groups.length) return TOKEN_INVALID;
      const from = at === undefined ? (Number(asked.get('start_time')) - T0) / DAY : Number(at);
      if (groups.includes('api_key_id') && from < 20) {
        return refusal({
          param: 'start_time',
          code: 'invalid_request_error',
          message: `Try ${T0 + 20 * DAY}.`,
        });
      }
      const end = (Number(asked.get('end_time')) - T0) / DAY;
      const to = Math.min(from + 5, end);
      const buckets = Array.from({ length: to - from }, (_, day) => bucketText(from + day, [costRow('1')]));
      return pageText(buckets, {
        hasMore: to < end,
        nextPage: to < end ? `page_${to}_${groups.length}` : null,
      });
    });
    const whole = await collect(connectTo(wire.url, { options: byKey }), 'costs', days(0, 31));
    expect(whole.error).toBeUndefined();
    const sent = wire.urls.length;
    // Another process, which knows nothing of the floor.
    const { cursor = null } = whole.pages[1]?.next ?? {};
    const rest = await collect(connectTo(wire.url, { options: byKey }), 'costs', days(0, 31), { cursor });
    expect([rest.error, rest.warnings]).toEqual([undefined, []]);
    expect(rest.buckets).toEqual(whole.buckets.slice(10));
    const [first, ...others] = wire.urls.slice(sent);
    expect([params(first).get('page'), groupsOf(first ?? '')]).toEqual([
      'page_10_2',
      ['line_item', 'project_id'],
    ]);
    expect(others.map((url) => params(url).get('page'))).toEqual([
      'page_15_2',
      null,
      'page_25_3',
      'page_30_3',
    ]);
  });

  it('finds the day by halves where the answer does not name it', async () => {
    await using wire = await startFloor(13);
    const got = await collect(connectTo(wire.url, { options: byKey }), 'costs', days(0, 31));
    expect(got.error).toBeUndefined();
    expect(got.buckets.map(({ rows }) => rows[0]?.dimensions[2])).toEqual(
      Array.from({ length: 31 }, (_, day) => (day < 13 ? null : 'key_1')),
    );
    expect(wire.urls.length).toBeLessThanOrEqual(8);
  });

  it('falls back further where days are refused without keys too', async () => {
    await using wire = await startFloor(9, 4);
    const got = await collect(connectTo(wire.url, { options: byKey }), 'costs', days(0, 12));
    expect(got.error).toBeUndefined();
    expect(got.buckets.map(({ rows }) => rows[0]?.dimensions.slice(0, 3))).toEqual([
      ...Array(4).fill([null, null, null]),
      ...Array(5).fill(['gpt-5, input', 'proj_1', null]),
      ...Array(3).fill(['gpt-5, input', 'proj_1', 'key_1']),
    ]);
  });

  it.each([
    ['another parameter', { param: 'limit', code: 'invalid_request_error' }],
    ['another code', { param: 'start_time', code: 'invalid_type' }],
    ['words alone', { message: 'group_by=api_key_id is not available. Try 1764979200.' }],
  ])('does not take a 400 about %s for it', async (_what, fields) => {
    await using wire = await startWire([refusal(fields)]);
    const got = await collect(connectTo(wire.url, { options: byKey }), 'costs', days(0, 3));
    expect(got.error).toMatchObject({ status: 400 });
    expect(wire.urls).toHaveLength(1);
  });

  it('does not ask in another way for a grouping that has no keys', async () => {
    await using wire = await startWire([noDay]);
    const got = await collect(connectTo(wire.url), 'costs', days(0, 1));
    expect(got.error).toMatchObject({ status: 400 });
    expect(wire.urls).toHaveLength(1);
  });
});

describe('omitted dimensions', () => {
  it('are not stored, even where the API tells them unasked', async () => {
    await using wire = await startWire([pageText(embeddingDays(0, 1))]);
    const connector = connectTo(wire.url, { options: { omitDimensions: ['model'] } });
    const got = await collect(connector, 'embeddings', days(0, 1));
    expect(got.buckets[0]?.rows.map((row) => row.dimensions)).toEqual([[null, null, null, null]]);
    expect(params(wire.urls[0]).getAll('group_by')).toEqual(['project_id', 'api_key_id', 'user_id']);
  });

  it('make another question of it, for the endpoints that have them', () => {
    const identityOf = (resource: string, omitDimensions: ('line_item' | 'user_id')[]) =>
      connectTo('http://127.0.0.1:1', { options: { omitDimensions } }).queryIdentity(resource);
    expect(identityOf('costs', ['line_item'])).not.toBe(identityOf('costs', []));
    expect(identityOf('costs', ['user_id'])).toBe(identityOf('costs', []));
    expect(identityOf('completions', ['user_id'])).not.toBe(identityOf('completions', []));
  });
});

describe('R02 aligned windows', () => {
  it.each([['2026-11-30T23:59:59.900Z'], ['2026-11-30T00:00:00Z'], ['2026-11-30T12:34:56Z']])(
    'leaves the end open at %s, when the window contains today',
    async (now) => {
      await using wire = await startWire([pageText([])]);
      await collect(connectTo(wire.url, { now }), 'embeddings', days(0, 30));
      expect(wire.urls).toEqual([
        `/v1/organization/usage/embeddings?start_time=${T0}&bucket_width=1d&group_by=model&group_by=project_id&group_by=api_key_id&group_by=user_id&limit=30`,
      ]);
    },
  );

  it('names the end when the window is over, from midnight on', async () => {
    await using wire = await startWire([pageText([])]);
    await collect(connectTo(wire.url, { now: '2026-12-01T00:00:00Z' }), 'embeddings', days(0, 30));
    expect(params(wire.urls[0]).get('end_time')).toBe(String(T0 + 30 * DAY));
    expect(wire.urls.flatMap(problemsOf)).toEqual([]);
  });

  it('keeps the query of the first page when midnight passes before the second', async () => {
    await using wire = await startWire([
      pageText(embeddingDays(0, 7), { hasMore: true, nextPage: 'page_A' }),
      pageText(embeddingDays(7, 30)),
    ]);
    const now = () => new Date(wire.urls.length === 0 ? '2026-11-30T23:59:59.900Z' : '2026-12-01T00:00:01Z');
    await collect(connectTo(wire.url, { now }), 'embeddings', days(0, 30));
    expect(wire.urls[1]).toBe(`${wire.urls[0]}&page=page_A`);
  });
});

describe('R04 cursor bytes survive', () => {
  it.each([
    [false, 'page_ab%2Bcd%2Fef%3D%3D'],
    [true, 'page_ab%2Bcd%2Fef=='],
  ])(
    'with rawPageTokens %s sends a token so that the server decodes the same bytes',
    async (rawPageTokens, sent) => {
      const token = 'page_ab+cd/ef==';
      await using wire = await startWire([
        pageText(embeddingDays(0, 1), { hasMore: true, nextPage: token }),
        pageText(embeddingDays(1, 2)),
      ]);
      await collect(connectTo(wire.url, { options: { rawPageTokens } }), 'embeddings', days(0, 2));
      expect(wire.urls[1]).toContain(`&page=${sent}`);
      expect(params(wire.urls[1]).get('page')).toBe(token);
    },
  );
});

describe('R06 filters', () => {
  it.each(openAIResources.map((resource) => [resource.name]))(
    'sends projectIds with %s',
    async (resource) => {
      await using wire = await startWire([pageText([])]);
      const options = { projectIds: ['proj_b', 'proj_a', 'proj_b'] };
      await collect(connectTo(wire.url, { options }), resource, days(0, 1));
      expect(params(wire.urls[0]).getAll('project_ids')).toEqual(['proj_a', 'proj_b']);
      expect(wire.urls.flatMap(problemsOf)).toEqual([]);
    },
  );

  it('has another query identity with another filter, organization or host, and only then', () => {
    const identity = (options = {}, url = 'https://api.openai.com/v1') =>
      connectTo(url, { options }).queryIdentity('costs');
    expect(identity({ projectIds: ['b', 'a'] })).toBe(identity({ projectIds: ['a', 'b', 'a'] }));
    expect(identity({}, 'https://api.openai.com/')).toBe(identity());
    expect(identity({ lookbackDays: 90, resources: ['openai_cost_usd'] })).toBe(identity());
    const identities = [
      identity(),
      identity({ projectIds: ['a'] }),
      identity({ organizationId: 'org-1' }),
      identity({}, 'https://eu.api.openai.com/v1'),
      connectTo('https://api.openai.com').queryIdentity('completions'),
    ];
    expect(new Set(identities).size).toBe(identities.length);
    expect(JSON.parse(identity())).toMatchObject({ group_by: ['line_item', 'project_id'] });
  });
});

describe('R07 base URL', () => {
  it.each([['/v1'], ['/v1/'], ['/'], ['']])(
    'reaches the API with a base URL that ends in "%s"',
    async (ending) => {
      await using wire = await startWire([pageText([])]);
      await collect(connectTo(`${wire.url}${ending}`), 'costs', days(0, 1));
      expect(wire.urls[0]).toMatch(/^\/v1\/organization\/costs\?/);
    },
  );

  it('takes OPENAI_BASE_URL where the option is not set, and the option where it is', async () => {
    await using wire = await startWire([pageText([])]);
    const fromEnv = (baseUrl: string | undefined, env: string) =>
      connectTo(wire.url, { options: { baseUrl }, context: { env: { OPENAI_BASE_URL: env } } });
    await collect(fromEnv(undefined, `${wire.url}/v1`), 'costs', days(0, 1));
    await collect(fromEnv(wire.url, 'https://nowhere.invalid'), 'costs', days(0, 1));
    expect(wire.urls).toHaveLength(2);
  });

  it('goes to OpenAI where nothing is set', () => {
    expect(connectTo('', { options: { baseUrl: undefined } }).queryIdentity('costs')).toContain(
      '"host":"api.openai.com"',
    );
  });

  it('refuses a base URL that is not encrypted', () => {
    const connect = () =>
      connectTo('', {
        options: { baseUrl: undefined },
        context: { env: { OPENAI_BASE_URL: 'http://example.com' } },
      });
    expect(connect).toThrow(expect.objectContaining({ code: 'config' }));
  });

  it('sends key and organization as headers', async () => {
    await using wire = await startWire([pageText([])]);
    await collect(connectTo(wire.url, { options: { organizationId: 'org-1' } }), 'costs', days(0, 1));
    expect(wire.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer sk-admin-test-0123456789',
      'openai-organization': 'org-1',
    });
  });

  it('does not follow a redirect to another host', async () => {
    await using thief = await startWire([pageText([])]);
    await using wire = await startWire([
      { status: 302, body: '', headers: { location: `${thief.url}/v1/x` } },
    ]);
    const got = await collect(connectTo(wire.url), 'costs', days(0, 1));
    expect(got.error).toMatchObject({ code: 'redirected' });
    expect(thief.urls).toEqual([]);
  });
});

describe('resources', () => {
  it('delivers the metrics of the eleven endpoints', () => {
    expect([...openAIMetricNames].sort()).toEqual(
      [
        'openai_completions_input_tokens',
        'openai_completions_output_tokens',
        'openai_completions_requests',
        'openai_embeddings_input_tokens',
        'openai_embeddings_requests',
        'openai_images_count',
        'openai_images_requests',
        'openai_audio_speeches_characters',
        'openai_audio_speeches_requests',
        'openai_audio_transcriptions_seconds',
        'openai_audio_transcriptions_requests',
        'openai_moderations_input_tokens',
        'openai_moderations_requests',
        'openai_vector_stores_bytes',
        'openai_code_interpreter_sessions_count',
        'openai_file_search_calls_count',
        'openai_web_search_calls_count',
        'openai_web_search_calls_requests',
        'openai_cost_usd',
        'openai_cost_other',
      ].sort(),
    );
  });

  it('reads an endpoint once, whichever of its metrics is chosen', () => {
    const names = (resources: string[]) =>
      connectTo('https://api.openai.com', { options: { resources } }).resources.map(
        (resource) => resource.name,
      );
    expect(names(['openai_images_requests'])).toEqual(['images']);
    expect(
      names(['openai_completions_requests', 'openai_completions_output_tokens', 'openai_cost_usd']),
    ).toEqual(['completions', 'costs']);
    expect(connectTo('https://api.openai.com').resources).toHaveLength(11);
  });

  it('refuses a resource that was not chosen', async () => {
    const connector = connectTo('https://api.openai.com', { options: { resources: ['openai_cost_usd'] } });
    const got = await collect(connector, 'images', days(0, 1));
    expect(got.error).toMatchObject({ code: 'config', message: expect.stringContaining('there are costs') });
  });

  it('has fields for every part of the tokens', () => {
    const completions = openAIResources.find((resource) => resource.name === 'completions');
    const fieldsOf = (name: string) => completions?.metrics.find((metric) => metric.name === name)?.fields;
    const parts = (prefix: string) =>
      completions?.measures
        .map((measure) => measure.name)
        .filter((name) => name.startsWith(`${prefix}_`) && name !== `${prefix}_tokens`);
    expect(fieldsOf('openai_completions_input_tokens')).toEqual(parts('input'));
    expect(fieldsOf('openai_completions_output_tokens')).toEqual(parts('output'));
    expect(parts('input')).toHaveLength(9);
    expect(parts('output')).toHaveLength(3);
  });
});
