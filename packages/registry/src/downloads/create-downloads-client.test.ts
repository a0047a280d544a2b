import { ConnectorError } from '@shipstats/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createService } from '../service/create-service.ts';
import { createVirtualTime, fetchTransport } from '../service/test-wire.ts';
import { createDownloadsClient } from './create-downloads-client.ts';
import { countDays } from './day-count.ts';
import type { RangeAnswer } from './downloads-client.ts';
import {
  type DownloadsServer,
  type DownloadsServerOptions,
  type Override,
  rangeBody,
  startDownloadsServer,
} from './test-downloads-server.ts';

const servers: DownloadsServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function open(options: Partial<DownloadsServerOptions> = {}, limitMs?: number) {
  const time = createVirtualTime();
  const server = await startDownloadsServer({
    downloads: (name, day) => (name.startsWith('no-') ? undefined : name.length + Number(day.slice(8))),
    ...(limitMs !== undefined && { limit: { clock: time.clock, intervalMs: limitMs } }),
    ...options,
  });
  servers.push(server);
  const service = createService({
    name: 'downloads',
    transport: fetchTransport,
    clock: time.clock,
    sleep: time.sleep,
    random: () => 1,
    pace: { intervalMs: 2_000, concurrency: 1 },
    deadlineMs: 10_000,
  });
  return { server, time, client: createDownloadsClient({ service, baseUrl: `${server.url}/` }) };
}

async function drain(answers: AsyncIterable<RangeAnswer>): Promise<RangeAnswer[]> {
  const all: RangeAnswer[] = [];
  for await (const answer of answers) all.push(answer);
  return all;
}

/** Every day of each package that was told, and how often. */
function daysOf(answers: readonly RangeAnswer[]): Map<string, Map<string, number>> {
  const all = new Map<string, Map<string, number>>();
  for (const answer of answers) {
    if (answer.kind !== 'days') continue;
    const days = all.get(answer.name) ?? new Map<string, number>();
    for (const { day, downloads } of answer.days) {
      if (days.has(day)) throw new Error(`${answer.name} ${day} comes twice`);
      days.set(day, downloads);
    }
    all.set(answer.name, days);
  }
  return all;
}

const kinds = (answers: readonly RangeAnswer[]) =>
  Object.fromEntries(answers.map((answer) => [answer.name, answer.kind]));
const names = (count: number, prefix = 'package') =>
  Array.from({ length: count }, (_, at) => `${prefix}-${at}`);

describe('ranges', () => {
  it('reads 500 packages over three years with sixteen bulk requests, and scoped ones in pieces of 540 days', async () => {
    // Written by hand: half a million days take their time otherwise.
    const written = new Map<string, string>();
    const daysFrom = (from: string, to: string) => {
      const key = `"start":"${from}","end":"${to}"`;
      const text =
        written.get(key) ?? `${key},${JSON.stringify(rangeBody(from, to, () => 7)).slice(key.length + 2)}`;
      written.set(key, text);
      return text;
    };
    const override: Override = ({ names, from, to }) => {
      const ranges = names.map((name) => `{"package":"${name}",${daysFrom(from, to)}`);
      const isBulk = names.length > 1;
      return {
        body: isBulk ? `{${names.map((name, at) => `"${name}":${ranges[at]}`).join()}}` : (ranges[0] ?? ''),
      };
    };
    const { server, client } = await open({ override }, 2_000);
    const all = [...names(500), '@scope/one', '@scope/two'];
    const got = new Map<string, Set<string>>();
    for await (const answer of client.range(all, '2023-11-22', '2026-11-21')) {
      const own = got.get(answer.name) ?? new Set();
      if (answer.kind === 'days') for (const { day } of answer.days) own.add(day);
      got.set(answer.name, own);
    }
    expect(got.size).toBe(502);
    expect([...got.values()].filter((own) => own.size !== 1096)).toEqual([]);
    const bulk = server.ranges.filter((range) => range.names.length > 1);
    expect(bulk).toHaveLength(16);
    expect(server.ranges).toHaveLength(16 + 2 * 3);
    expect(server.refused()).toBe(0);
    for (const { from, to, names } of bulk) {
      expect(countDays({ from, to })).toBeLessThanOrEqual(365);
      expect(names.length).toBeLessThanOrEqual(128);
    }
  });

  it('reads the newest days of everybody first', async () => {
    const { server, client } = await open();
    await drain(client.range([...names(3), '@scope/one'], '2024-01-01', '2026-11-21'));
    expect(server.ranges.map(({ names, to }) => [names.length, to])).toEqual([
      [3, '2026-11-21'],
      [1, '2026-11-21'],
      [3, '2025-11-21'],
      [1, '2025-05-30'],
      [3, '2024-11-21'],
    ]);
  });

  it('reads a single unscoped package in pieces of 540 days', async () => {
    const { server, client } = await open();
    const answers = await drain(client.range(['hono', 'hono'], '2023-11-22', '2026-11-21'));
    expect(daysOf(answers).get('hono')?.size).toBe(1096);
    expect(server.ranges).toHaveLength(3);
  });

  it('asks nothing of a package before the day from which it is needed', async () => {
    const { server, client } = await open();
    const since = new Map([
      ['young', '2025-12-01'],
      ['@s/young', '2025-12-01'],
      ['@s/middle', '2025-01-01'],
    ]);
    await drain(client.range(['a', 'b', 'young', ...since.keys()], '2024-01-01', '2026-11-21', { since }));
    expect(server.ranges.map(({ names, from, to }) => [names.join(), from, to])).toEqual([
      ['a,b,young', '2025-11-22', '2026-11-21'],
      ['@s/young', '2025-12-01', '2026-11-21'],
      ['@s/middle', '2025-05-31', '2026-11-21'],
      ['a,b', '2024-11-22', '2025-11-21'],
      ['@s/middle', '2025-01-01', '2025-05-30'],
      ['a,b', '2024-01-01', '2024-11-21'],
    ]);
  });

  it('begins no earlier than npm counts', async () => {
    const { server, client } = await open();
    await drain(client.range(['hono'], '2010-01-01', '2015-02-01'));
    expect(server.ranges).toMatchObject([{ from: '2015-01-10', to: '2015-02-01' }]);
    expect(await drain(client.range(['hono'], '2010-01-01', '2014-12-31'))).toEqual([]);
  });

  it('tells of packages that do not exist, once, and reads the others', async () => {
    const { server, client } = await open();
    const answers = await drain(
      client.range(['a', 'no-b', '@no/c', 'no-e', 'd'], '2025-01-01', '2026-11-21'),
    );
    expect(kinds(answers)).toEqual({
      a: 'days',
      'no-b': 'missing',
      '@no/c': 'days',
      'no-e': 'missing',
      d: 'days',
    });
    expect(answers.filter((answer) => answer.name === 'no-b')).toHaveLength(1);
    expect(server.ranges.at(-1)?.names).not.toContain('no-b');
    expect(kinds(await drain(client.range(['no-x'], '2026-01-01', '2026-01-02')))).toEqual({
      'no-x': 'missing',
    });
  });

  it('takes "not found" for an answer, whatever its status', async () => {
    const { client } = await open({ override: () => ({ body: { error: 'package @a/b not found' } }) });
    expect(kinds(await drain(client.range(['@a/b'], '2026-01-01', '2026-01-02')))).toEqual({
      '@a/b': 'missing',
    });
  });

  it('does not take a wrong address for packages that do not exist', async () => {
    for (const body of [{ error: 'Not Found' }, '<html>404</html>']) {
      const override = () => ({
        status: 404,
        body,
        type: typeof body === 'string' ? 'text/html' : 'application/json',
      });
      const { client } = await open({ override });
      expect(kinds(await drain(client.range(['@a/b'], '2026-01-01', '2026-01-02')))).toEqual({
        '@a/b': 'failed',
      });
      await expect(client.versions('@a/b')).rejects.toThrow(ConnectorError);
    }
  });

  it('never sends names that other servers would take for something else', async () => {
    const { server, client } = await open();
    const bad = [
      '@chee/..',
      '..',
      '.',
      '@./a',
      'a/../b',
      'a,b',
      '',
      'a b',
      '@a/b/c',
      'a%2f',
      'ü',
      'x'.repeat(215),
      '\ud800',
    ];
    const answers = await drain(client.range(bad, '2026-01-01', '2026-01-02'));
    expect(answers.map((answer) => [answer.name, answer.kind])).toEqual(bad.map((name) => [name, 'failed']));
    for (const name of bad) await expect(client.versions(name)).rejects.toThrow(ConnectorError);
    expect(server.asked).toEqual([]);
  });

  it('sends odd old names as they are', async () => {
    const { server, client } = await open();
    const odd = ['JSONStream', "it's", 'a~b', 'hello(world)', '-', '@Scope/Name.js'];
    const answers = await drain(client.range(odd, '2026-01-01', '2026-01-02'));
    expect(new Set(answers.map((answer) => answer.kind))).toEqual(new Set(['days']));
    expect(server.asked.map((each) => each.url)).toEqual([
      "/downloads/range/2026-01-01:2026-01-02/JSONStream,it's,a~b,hello(world),-",
      '/downloads/range/2026-01-01:2026-01-02/@Scope%2FName.js',
    ]);
  });

  it('splits lists whose address would be too long', async () => {
    const { server, client } = await open();
    const long = names(100, 'x'.repeat(200));
    const answers = await drain(client.range(long, '2026-01-01', '2026-01-02'));
    expect(daysOf(answers).size).toBe(100);
    for (const { url } of server.asked) expect(url.length).toBeLessThan(4_000);
    expect(server.asked).toHaveLength(6);
  });

  it('asks again, in pieces, for what an answer left out without a word', async () => {
    const { server, client } = await open({
      override: ({ names, from, to }) => {
        if (countDays({ from, to }) <= 200) return undefined;
        const start = new Date(Date.parse(to) - 199 * 86_400_000).toISOString().slice(0, 10);
        const range = (name: string) => ({ package: name, ...rangeBody(start, to, () => 7) });
        return {
          body:
            names.length === 1 ? range(names[0] ?? '') : Object.fromEntries(names.map((n) => [n, range(n)])),
        };
      },
    });
    const answers = await drain(client.range(['a', 'b', '@s/c'], '2025-01-01', '2025-12-31'));
    for (const counts of daysOf(answers).values()) expect(counts.size).toBe(365);
    expect(server.ranges.map(({ names }) => names.join())).toEqual(['a,b', 'a,b', '@s/c', '@s/c']);
  });

  it('does not take an answer for whole that covers nothing, or shrinks without end', async () => {
    const { server, client } = await open({
      override: ({ names: [name = ''], to }) => ({ body: { package: name, ...rangeBody(to, to, () => 7) } }),
    });
    const [last] = (await drain(client.range(['a'], '2025-01-01', '2025-12-31'))).reverse();
    expect(last).toMatchObject({ kind: 'failed', error: { code: 'incomplete' } });
    expect(server.ranges).toHaveLength(21);
    const none = await open({
      override: ({ from, to }) => ({ body: { package: 'a', start: to, end: from, downloads: [] } }),
    });
    expect(kinds(await drain(none.client.range(['a'], '2025-01-01', '2025-12-31')))).toEqual({ a: 'failed' });
    expect(none.server.ranges).toHaveLength(1);
  });

  it('does not ask again for the newest days that are not there yet', async () => {
    const { server, client } = await open({
      override: () => ({ body: { package: 'a', ...rangeBody('2026-11-01', '2026-11-19', () => 7) } }),
    });
    const [answer, ...more] = await drain(client.range(['a'], '2026-11-01', '2026-11-21'));
    expect(answer).toMatchObject({ kind: 'days', from: '2026-11-01', to: '2026-11-19' });
    expect(more).toEqual([]);
    expect(server.ranges).toHaveLength(1);
  });

  it('asks again for packages that a bulk answer leaves out', async () => {
    const { server, client } = await open({
      override: ({ names, from, to }) =>
        names.length <= 4
          ? undefined
          : {
              body: Object.fromEntries(
                names.slice(0, 4).map((name) => [name, { package: name, ...rangeBody(from, to, () => 7) }]),
              ),
            },
    });
    const answers = await drain(client.range(names(6), '2026-01-01', '2026-01-02'));
    expect(daysOf(answers).size).toBe(6);
    expect(server.ranges.map((range) => range.names.length)).toEqual([6, 2]);
  });

  it('halves a list that is refused until it has found the package that is to blame', async () => {
    for (const override of [
      { body: { error: 'no' } },
      { status: 400, body: 'Bad Request', type: 'text/plain' },
      { status: 403, body: '<html>Attention</html>', type: 'text/html' },
      { body: {} },
    ]) {
      const { server, client, time } = await open({
        override: ({ names }) => (names.includes('package-77') ? override : undefined),
      });
      const answers = await drain(client.range(names(128), '2026-01-01', '2026-01-02'));
      expect(kinds(answers)['package-77']).toBe('failed');
      expect(daysOf(answers).size).toBe(127);
      expect(server.ranges.length).toBeLessThanOrEqual(15);
      expect(Math.max(...time.sleeps)).toBe(2_000);
    }
  });

  it('gives up when everything is refused, instead of asking for everybody singly', async () => {
    const { server, client } = await open({ override: () => ({ body: { error: 'no' } }) });
    await expect(drain(client.range(names(128), '2026-01-01', '2026-01-02'))).rejects.toMatchObject({
      code: 'bad-request',
    });
    expect(server.ranges.length).toBeLessThanOrEqual(10);
  });

  it('fails as a whole when the service does, and keeps what came before', async () => {
    const { client } = await open({
      override: ({ count }) => (count === 1 ? undefined : { status: 503, body: 'down', type: 'text/plain' }),
    });
    const got: RangeAnswer[] = [];
    const reading = (async () => {
      for await (const answer of client.range(['a', 'b'], '2024-01-01', '2025-12-31')) got.push(answer);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'server-error' });
    expect(got).toHaveLength(2);
    expect(client.state().status).toBe('failing');
  });

  it('stops when it is aborted', async () => {
    const { server, client } = await open();
    const abort = new AbortController();
    const reading = (async () => {
      const options = { signal: abort.signal, onRequest: () => server.ranges.length === 1 && abort.abort() };
      await drain(client.range(['@a/a', '@a/b', '@a/c'], '2026-01-01', '2026-01-02', options as object));
    })();
    await expect(reading).rejects.toMatchObject({ code: 'aborted' });
    expect(server.ranges.length).toBeLessThanOrEqual(2);
  });
});

describe('counts that cannot be', () => {
  const good = {
    package: 'a',
    start: '2026-01-01',
    end: '2026-01-02',
    downloads: [{ day: '2026-01-01', downloads: 1 }],
  };
  const bad: [string, unknown][] = [
    ['a fraction', { ...good, downloads: [{ day: '2026-01-01', downloads: 1.5 }] }],
    ['a negative number', { ...good, downloads: [{ day: '2026-01-01', downloads: -1 }] }],
    ['more than can be counted', { ...good, downloads: [{ day: '2026-01-01', downloads: 2 ** 53 }] }],
    ['a text', { ...good, downloads: [{ day: '2026-01-01', downloads: '1' }] }],
    ['no number', { ...good, downloads: [{ day: '2026-01-01', downloads: null }] }],
    ['a day twice', { ...good, downloads: [good.downloads[0], good.downloads[0]] }],
    ['a day outside', { ...good, downloads: [{ day: '2026-01-03', downloads: 1 }] }],
    ['no day', { ...good, downloads: [{ day: '2026-02-30', downloads: 1 }] }],
    ['a longer range than asked', { ...good, start: '2025-12-31' }],
    ['another package', { ...good, package: 'b' }],
    ['the whole registry', { ...good, package: undefined }],
    ['no downloads', { package: 'a', start: '2026-01-01', end: '2026-01-02' }],
    ['a list', [good]],
  ];

  it.each(bad)('are refused: %s', async (_, range) => {
    const { client } = await open({
      override: ({ names, from, to }) =>
        names.length === 1
          ? { body: range }
          : { body: { a: range, other: { package: 'other', ...rangeBody(from, to, () => 3) } } },
    });
    expect(kinds(await drain(client.range(['a'], '2026-01-01', '2026-01-02')))).toEqual({ a: 'failed' });
    expect(kinds(await drain(client.range(['a', 'other'], '2026-01-01', '2026-01-02')))).toEqual({
      a: 'failed',
      other: 'days',
    });
  });

  it('are told apart from days that are left out', async () => {
    const { client } = await open({ override: () => ({ body: good }) });
    const [answer] = await drain(client.range(['a'], '2026-01-01', '2026-01-02'));
    expect(answer).toEqual({
      kind: 'days',
      name: 'a',
      from: '2026-01-01',
      to: '2026-01-02',
      days: good.downloads,
    });
  });

  it('reads packages that are called as the answer’s own fields', async () => {
    const { client } = await open();
    const odd = ['error', 'downloads', 'start', 'package', 'constructor', '__proto__', 'toString'];
    const answers = await drain(client.range(odd.slice(0, 6), '2026-01-01', '2026-01-02'));
    for (const name of odd.slice(0, 5)) expect(kinds(answers)[name]).toBe('days');
    for (const name of odd) {
      const [answer] = await drain(client.range([name], '2026-01-01', '2026-01-02'));
      expect(answer?.kind, name).toBe('days');
    }
  });
});

describe('the whole registry', () => {
  it('is read in pieces of 540 days', async () => {
    const { server, client } = await open({ total: (day) => Number(day.replaceAll('-', '')) });
    const days = await client.registryRange('2010-01-01', '2017-12-31');
    expect(days[0]).toEqual({ day: '2015-01-10', downloads: 20150110 });
    expect(days).toHaveLength(countDays({ from: '2015-01-10', to: '2017-12-31' }));
    expect(server.ranges).toHaveLength(3);
  });

  it('is asked again for what an answer left out', async () => {
    const { client } = await open({
      override: ({ from, to }) =>
        countDays({ from, to }) > 365
          ? {
              body: rangeBody(
                new Date(Date.parse(to) - 364 * 86_400_000).toISOString().slice(0, 10),
                to,
                () => 5,
              ),
            }
          : undefined,
    });
    expect(await client.registryRange('2025-01-01', '2026-06-01')).toHaveLength(
      countDays({ from: '2025-01-01', to: '2026-06-01' }),
    );
  });

  it('is not taken from an answer for a package', async () => {
    const { client } = await open({
      override: ({ from, to }) => ({ body: { package: 'a', ...rangeBody(from, to, () => 5) } }),
    });
    await expect(client.registryRange('2026-01-01', '2026-01-02')).rejects.toMatchObject({
      code: 'bad-response',
    });
  });
});

describe('downloads by version', () => {
  it('are those of the last seven days', async () => {
    const { server, client } = await open({ versions: () => ({ '1.0.0': 3, '2.0.0-rc.1': 0 }) });
    const counts = await client.versions('@scope/name');
    expect(counts).toEqual({
      name: '@scope/name',
      versions: new Map([
        ['1.0.0', 3],
        ['2.0.0-rc.1', 0],
      ]),
    });
    expect(server.asked[0]?.url).toBe('/versions/@scope%2Fname/last-week');
  });

  it('are null for a package that does not exist', async () => {
    const { client } = await open();
    expect(await client.versions('no-such')).toBeNull();
    const other = await open({ override: () => ({ body: { error: 'package no-such not found' } }) });
    expect(await other.client.versions('no-such')).toBeNull();
  });

  it('are refused where they cannot be', async () => {
    for (const body of [
      { package: 'b', downloads: { '1.0.0': 3 } },
      { package: 'a', downloads: { '1.0.0': -3 } },
      { package: 'a', downloads: { '1.0.0': '3' } },
      { package: 'a' },
      { error: 'busy' },
    ]) {
      const { client } = await open({ override: () => ({ body }) });
      await expect(client.versions('a')).rejects.toThrow(ConnectorError);
    }
  });
});

it('refuses an address that is none', () => {
  const service = { request: async () => Promise.reject(new Error('unused')), state: () => ({}) as never };
  for (const baseUrl of ['', 'api.npmjs.org', 'file:///etc', 'https://user:pw@host/']) {
    expect(() => createDownloadsClient({ service, baseUrl })).toThrow(ConnectorError);
  }
});
