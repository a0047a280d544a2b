import { readFile } from 'node:fs/promises';
import { Secret } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { openQuestions } from './open-questions.ts';
import { openAIOptions } from './options.ts';
import { startSimulator } from './simulator/index.ts';
import { bucketText, collect, connectTo, costRow, days, pageText, startWire } from './test-wire.ts';

const SCOPES =
  'You have insufficient permissions for this operation. Missing scopes: api.usage.read. Check that you have the correct role in your organization.';
const refusal = (status: number, message = SCOPES) => ({
  status,
  body: JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } }),
});
const never = () => new AbortController().signal;

async function failureOf(status: number, key: string, options = {}, message = SCOPES): Promise<string> {
  await using wire = await startWire([refusal(status, message)]);
  const connector = connectTo(wire.url, { options, context: { resolveSecret: () => key } });
  return String((await collect(connector, 'costs', days(0, 1))).error);
}

describe('R28 useful authentication errors', () => {
  it('says what the API said and what to do', async () => {
    const text = await failureOf(401, 'sk-admin-1');
    expect(text).toContain('openai: 401 on GET /v1/organization/costs.');
    expect(text).toContain('Missing scopes: api.usage.read');
    expect(text).toContain('admin key');
    expect(text).toContain('docs/connectors/openai.md');
  });

  it('says the same for 401 and 403', async () => {
    const [a, b] = [await failureOf(401, 'sk-admin-1'), await failureOf(403, 'sk-admin-1')];
    expect(b.replace('403', '401')).toBe(a);
  });

  it.each([
    ['sk-proj-abc', 'a project key (sk-proj-…)'],
    ['sk-svcacct-abc', "a service account's key"],
    ['sk-abc', 'no admin key'],
  ])('tells what kind of key %s is', async (key, kind) => {
    const text = await failureOf(403, key);
    expect(text).toContain(kind);
    expect(text).not.toContain(key);
  });

  it('points at organizationId when the organization is wrong', async () => {
    const text = await failureOf(
      401,
      'sk-admin-1',
      { organizationId: 'org-wrong' },
      'No such organization: org-wrong.',
    );
    expect(text).toContain('The option organizationId is "org-wrong"');
  });

  it('says that waiting does not help when the quota is used up', async () => {
    await using wire = await startWire([
      {
        status: 429,
        body: '{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}',
      },
    ]);
    const { error } = await collect(connectTo(wire.url), 'costs', days(0, 1));
    expect(error).toMatchObject({
      code: 'quota-exceeded',
      message: expect.stringContaining('waiting does not help'),
    });
  });
});

const SPEC = { adminApiKey: new Secret('KEY') };
const isAboutData = ({ name }: { name: string }) => name === 'data';

describe('R28 check', () => {
  it('tells what nobody knows of OpenAI apart from what was seen, once the key works', async () => {
    const options = { names: 'none' } as const;
    await using good = await startWire([pageText([bucketText(0, [costRow('1')])])]);
    const results = await connectTo(good.url, { options }).check(never());
    const open = results.filter((result) => result.kind === 'open');
    expect(open.map(({ name }) => name)).toContain('how long days change');
    expect(results.length - open.length).toBe(3);
    await using bad = await startWire([refusal(403)]);
    const refused = await connectTo(bad.url, { options }).check(never());
    expect(refused.filter(({ kind }) => kind === 'open')).toEqual([]);
  });

  it('has a line for each open question of the documentation', async () => {
    const docs = await readFile(new URL('../../../docs/connectors/openai.md', import.meta.url), 'utf8');
    const [, section = ''] = /## What only a real key can tell\n(.*?)\n## /s.exec(docs) ?? [];
    const [, , ...questions] = section.split('\n').filter((line) => line.startsWith('|'));
    expect(questions.length).toBeGreaterThan(8);
    expect(openQuestions(openAIOptions.parse(SPEC))).toHaveLength(questions.length);
  });

  it('tells what is assumed by the options that decide it', () => {
    const told = (options = {}) =>
      Object.fromEntries(
        openQuestions(openAIOptions.parse({ ...SPEC, ...options })).map(({ name, message }) => [
          name,
          message,
        ]),
      );
    expect(told()['how long days change']).toBe(
      'not published. Usage is read again for 3 days after a day has ended, costs for 7 days, and all days of a month through day 5 of the next; "shipstats verify" finds what changes later.',
    );
    const others = { usageProvisionalDays: 1, costsProvisionalDays: 20, monthClosesDays: 0 };
    expect(told(others)['how long days change']).toBe(
      'not published. Usage is read again for 1 day after a day has ended, costs for 20 days; "shipstats verify" finds what changes later.',
    );
    expect(told()['rate limits']).toContain('One request is made at a time');
    expect(told({ concurrency: 3 })['rate limits']).toContain('Up to 3 requests are made at a time');
    expect(told({ granularity: 'hour' })['how far back hours reach']).toContain('Hours of 92 days');
    expect(told({ organizationId: 'org-1' })['organizations of a key']).toContain('org-1 is sent');
  });

  it.each([
    ['sk-admin-1', true, 'an admin key (sk-admin-…)'],
    ['sk-proj-abc', false, 'a project key (sk-proj-…)'],
    ['sk-svcacct-abc', false, "a service account's key (sk-svcacct-…)"],
    ['sk-abc', false, 'no admin key (those begin with sk-admin-)'],
  ])('tells first what kind of key %s is, and shows none of it', async (key, ok, message) => {
    await using wire = await startWire([pageText([bucketText(0, [costRow('1')])])]);
    const connector = connectTo(wire.url, { context: { resolveSecret: () => key } });
    const [first] = await connector.check(never());
    expect(first).toMatchObject({ name: 'key', ok, message });
    expect(first?.hint?.includes('admin key') ?? false).toBe(!ok);
    expect(JSON.stringify(first)).not.toContain(key);
  });

  it('makes one costs call and one usage call of one bucket each, and one for names', async () => {
    await using simulator = {
      ...(await startSimulator({ now: '2026-11-22T10:00:00Z' })),
      [Symbol.asyncDispose]: () => simulator.close(),
    };
    const connector = connectTo(simulator.url, {
      now: '2026-11-22T10:00:00Z',
      context: { resolveSecret: () => simulator.adminKey },
    });
    const results = await connector.check(never());
    const facts = results.filter((result) => result.kind !== 'open');
    expect(facts.map((result) => [result.name, result.ok])).toEqual([
      ['key', true],
      ['GET /v1/organization/costs', true],
      ['GET /v1/organization/usage/completions', true],
      ['GET /v1/organization/projects', true],
    ]);
    const urls = simulator.requests().map((request) => request.rawUrl);
    expect(urls).toHaveLength(3);
    expect(urls.every((url) => url.includes('limit=1'))).toBe(true);
  });

  it('reports a refused key for each call, with what to do', async () => {
    await using wire = await startWire([refusal(403)]);
    const results = await connectTo(wire.url).check(never());
    expect(results).toHaveLength(3);
    for (const result of results.slice(1)) {
      expect(result).toMatchObject({ ok: false, message: `answered 403. ${SCOPES}` });
      expect(result.hint).toContain('api.usage.read');
    }
  });

  it('reports one endpoint that works beside one that does not', async () => {
    await using wire = await startWire([pageText([bucketText(0, [costRow('1')])]), refusal(403)]);
    const results = await connectTo(wire.url, { options: { names: 'none' } }).check(never());
    expect(results.map((result) => result.ok)).toEqual([true, true, false]);
  });

  it.each([
    ['only usage', ['openai_images_count', 'openai_embeddings_requests'], ['/usage/embeddings'], 'no usage'],
    ['only costs', ['openai_cost_usd'], ['/costs'], 'no costs'],
    [
      'both',
      ['openai_cost_usd', 'openai_images_count'],
      ['/costs', '/usage/images'],
      'neither usage nor costs',
    ],
  ])('asks for what is configured and no more: %s', async (_name, resources, paths, nothing) => {
    await using wire = await startWire([pageText([])]);
    const results = await connectTo(wire.url, { options: { resources, names: 'none' } }).check(never());
    expect(wire.urls.map((url) => url.replace('/v1/organization', '').split('?')[0])).toEqual(paths);
    expect(results.find(isAboutData)?.message).toContain(`reports ${nothing} for yesterday`);
  });

  it('warns that the key may be of another organization when there is nothing at all', async () => {
    await using wire = await startWire([pageText([bucketText(0)])]);
    const results = await connectTo(wire.url, { options: { names: 'none' } }).check(never());
    expect(results.every((result) => result.ok)).toBe(true);
    expect(results.find(isAboutData)?.hint).toContain('another organization');
  });

  it('says that the server cannot be reached', async () => {
    const wire = await startWire([]);
    await wire[Symbol.asyncDispose]();
    const results = await connectTo(wire.url, { limits: { retry: { attempts: 1 } } }).check(never());
    expect(results.map(({ name, ok }) => [name, ok])).toEqual([
      ['key', true],
      ['GET /v1/organization/costs', false],
      ['GET /v1/organization/usage/completions', false],
    ]);
  });
});
