import {
  type Connector,
  DAY,
  type FetchEvent,
  type FetchedBucket,
  parseDayUtc,
  toDayUtc,
  type Window,
} from '@shipstats/core';
import { isCountableName } from '@shipstats/registry';
import { afterEach, describe, expect, it } from 'vitest';
import { createNpmConnector, type NpmPartition } from './connector.ts';
import { createCounting } from './counting.ts';
import { type NpmOptions, npmOptions } from './options.ts';
import { type NpmWorld, startNpmWorld } from './test-npm.ts';

const opened: NpmWorld[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ npm }) => npm.close()));
});

async function open(options: Partial<NpmOptions> = {}, partitions: readonly NpmPartition[] = []) {
  const world = await startNpmWorld();
  opened.push(world);
  const connect = () =>
    createNpmConnector(npmOptions.parse(options), world.context, {
      downloads: world.createDownloads(),
      partitions: async () => partitions,
    });
  return { ...world, connect, connector: connect() };
}

const at = (day: string) => parseDayUtc(day) ?? Number.NaN;
/** Both days included. */
const days = (from: string, to: string): Window => ({ start: at(from), end: at(to) + DAY });

async function readPartitions(
  connector: Connector,
  resource: string,
  partitions: readonly string[],
  window: Window,
) {
  const buckets = new Map<string, Map<string, FetchedBucket>>();
  const failed = new Map<string, string>();
  const events: FetchEvent[] = [];
  const signal = new AbortController().signal;
  const request = {
    resource,
    partitions,
    window,
    signal,
    onEvent: (event: FetchEvent) => void events.push(event),
  };
  for await (const answer of connector.fetchPartitions?.(request) ?? []) {
    if (answer.kind === 'failed') {
      failed.set(answer.partition, answer.message);
      continue;
    }
    const own = buckets.get(answer.partition) ?? new Map<string, FetchedBucket>();
    for (const bucket of answer.buckets) {
      const day = toDayUtc(bucket.start);
      if (own.has(day)) throw new Error(`${answer.partition} ${day} comes twice`);
      own.set(day, bucket);
    }
    buckets.set(answer.partition, own);
  }
  return { buckets, failed, events };
}

const countOf = (bucket: FetchedBucket | undefined) => bucket?.rows[0]?.values[0];

/** Names of the made-up registry, the oldest packages first. */
function oldNames({ npm, context }: NpmWorld, count: number, isScoped: boolean): string[] {
  const names = npm.world
    .packages(context.clock().getTime())
    .toSorted((a, b) => a.createdDay - b.createdDay)
    .map(({ name }) => name)
    .filter((name) => isCountableName(name) && name.startsWith('@') === isScoped);
  return names.slice(0, count);
}

describe('downloads', () => {
  it('are the counts of each day, the days that npm lost being holes', async () => {
    const world = await open();
    const [plain = '', other = ''] = oldNames(world, 2, false);
    const { buckets, failed } = await readPartitions(
      world.connector,
      'downloads',
      [plain, other],
      days('2026-06-01', '2026-11-22'),
    );
    expect(failed.size).toBe(0);
    for (const name of [plain, other]) {
      const own = buckets.get(name);
      expect([...(own?.keys() ?? [])].at(-1)).toBe('2026-11-21');
      expect(own?.size).toBe(174);
      for (const [day, bucket] of own ?? []) {
        expect([day, bucket.isHole ?? false]).toEqual([day, world.npm.truth.isHole(day)]);
        if (!bucket.isHole) expect(countOf(bucket)).toBe(world.npm.truth.downloads(name, day));
        else expect(bucket.rows).toEqual([]);
      }
    }
    expect(
      [...(buckets.get(plain)?.values() ?? [])].filter((bucket) => bucket.isHole).length,
    ).toBeGreaterThan(3);
  });

  it('finds the holes of earlier years, and no others', async () => {
    const world = await open();
    const [name = ''] = oldNames(world, 1, false);
    const { buckets } = await readPartitions(
      world.connector,
      'downloads',
      [name],
      days('2016-01-01', '2026-06-30'),
    );
    const holes = [...(buckets.get(name) ?? [])].filter(([, bucket]) => bucket.isHole).map(([day]) => day);
    expect(holes.sort()).toEqual([
      '2018-05-27',
      '2018-05-28',
      '2018-06-09',
      '2018-10-17',
      '2022-07-21',
      '2022-07-22',
      '2024-01-14',
      '2024-11-13',
      '2025-02-19',
    ]);
  });

  it('leave out days that npm has not counted, without asking for them', async () => {
    const world = await open();
    const [name = ''] = oldNames(world, 1, false);
    // Four in the morning: yesterday is still at zero, everywhere.
    world.advance(-6 * 3_600_000);
    const morning = await readPartitions(
      world.connector,
      'downloads',
      [name],
      days('2026-11-19', '2026-11-22'),
    );
    expect([...(morning.buckets.get(name)?.keys() ?? [])]).toEqual(['2026-11-19', '2026-11-20']);
    world.takeRequests();
    await readPartitions(world.connect(), 'downloads', [name], days('2026-11-21', '2026-11-22'));
    expect(world.takeRequests()).toEqual(['/downloads/range/2026-09-26:2026-11-21']);
    world.advance(6 * 3_600_000);
    const later = await readPartitions(
      world.connector,
      'downloads',
      [name],
      days('2026-11-21', '2026-11-22'),
    );
    expect([...(later.buckets.get(name)?.keys() ?? [])]).toEqual(['2026-11-21']);
  });

  it('ask for nothing when only today is wanted', async () => {
    const world = await open();
    await readPartitions(world.connector, 'downloads', ['tidewire'], days('2026-11-22', '2026-11-22'));
    expect(world.takeRequests()).toEqual([]);
  });

  it('go on without a package that npm does not know, or that has no name npm could have', async () => {
    const world = await open();
    const [name = ''] = oldNames(world, 1, false);
    const asked = [name, 'no-such-package-here', '@chee/..'];
    const { buckets, failed } = await readPartitions(
      world.connector,
      'downloads',
      asked,
      days('2026-11-01', '2026-11-21'),
    );
    expect(buckets.get(name)?.size).toBe(21);
    expect(failed.get('no-such-package-here')).toBe(
      "npm's downloads service does not know the package no-such-package-here.",
    );
    expect(failed.get('@chee/..')).toContain('no name of a package');
  });

  it('tell holes by a package’s own days where the registry’s totals cannot be read', async () => {
    const world = await open();
    const big = [...oldNames(world, 200, false)].sort(
      (a, b) => world.npm.truth.downloads(b, '2026-10-01') - world.npm.truth.downloads(a, '2026-10-01'),
    )[0];
    const name = big ?? '';
    expect(world.npm.truth.downloads(name, '2026-10-03')).toBeGreaterThan(1_000);
    world.npm.setFault('downloads', { kind: 'wrong-shape', times: 1 });
    const { buckets, events } = await readPartitions(
      world.connector,
      'downloads',
      [name],
      days('2026-08-01', '2026-11-10'),
    );
    const expected = [...(buckets.get(name)?.keys() ?? [])].filter((day) => world.npm.truth.isHole(day));
    const holes = [...(buckets.get(name) ?? [])].filter(([, bucket]) => bucket.isHole).map(([day]) => day);
    expect(expected.length).toBeGreaterThan(2);
    expect(holes).toEqual(expected);
    expect(events.filter((event) => event.kind === 'warning')).toHaveLength(1);
  });

  it('fail as a whole, with a hint, when the service does', async () => {
    const world = await open();
    for (const kind of ['html', 'refuse', 'rate-limit', 'waf'] as const) {
      world.npm.setFault('downloads', { kind });
      const reading = readPartitions(
        world.connect(),
        'downloads',
        ['tidewire'],
        days('2026-11-01', '2026-11-21'),
      );
      await expect(reading).rejects.toMatchObject({
        name: 'ConnectorError',
        hint: expect.stringMatching(/./),
      });
    }
  });

  it('takes nothing of an answer that is another package’s', async () => {
    const world = await open();
    const [name = ''] = oldNames(world, 1, false);
    await readPartitions(world.connector, 'registry_downloads', [], days('2026-11-01', '2026-11-21')).catch(
      () => {},
    );
    world.npm.setFault('downloads', { kind: 'wrong-package', path: name });
    const { buckets, failed } = await readPartitions(
      world.connector,
      'downloads',
      [name],
      days('2026-11-01', '2026-11-21'),
    );
    expect(buckets.size).toBe(0);
    expect([...failed.keys()]).toEqual([name]);
  });
});

describe('downloads by version', () => {
  it('are a snapshot of the last seven days, under the last day that is counted', async () => {
    const world = await open();
    const [name = ''] = oldNames(world, 1, true);
    const { buckets } = await readPartitions(
      world.connector,
      'version_downloads',
      [name],
      days('2026-11-15', '2026-11-22'),
    );
    const [bucket] = buckets.get(name)?.values() ?? [];
    expect([...(buckets.get(name)?.keys() ?? [])]).toEqual(['2026-11-21']);
    const week = Array.from({ length: 7 }, (_, back) => toDayUtc(at('2026-11-21') - back * DAY));
    for (const { dimensions, values } of bucket?.rows ?? []) {
      const version = dimensions[1] ?? '';
      const sum = week.reduce(
        (all, day) => all + (world.npm.truth.versionDownloads(name, day)[version] ?? 0),
        0,
      );
      expect([version, values[0]]).toEqual([version, sum]);
    }
    expect(bucket?.rows.length).toBeGreaterThan(0);
  });

  it('are not asked for before the day is counted, nor for days that are gone', async () => {
    const world = await open();
    world.advance(-6 * 3_600_000);
    const early = await readPartitions(
      world.connector,
      'version_downloads',
      ['tidewire'],
      days('2026-11-21', '2026-11-22'),
    );
    expect(early.buckets.size).toBe(0);
    const gone = await readPartitions(
      world.connector,
      'version_downloads',
      ['tidewire'],
      days('2026-01-01', '2026-11-20'),
    );
    expect(gone.buckets.size).toBe(0);
    expect(world.takeRequests().filter((path) => path.startsWith('/versions/'))).toEqual([]);
  });

  it('go on after one package’s broken answer, and stop where all are', async () => {
    const world = await open();
    const names = oldNames(world, 12, false);
    const window = days('2026-11-21', '2026-11-22');
    world.npm.setFault('downloads', { kind: 'wrong-shape', path: `/versions/${names[0]}/` });
    const { buckets, failed } = await readPartitions(world.connector, 'version_downloads', names, window);
    expect([...failed.keys()]).toEqual([names[0]]);
    expect(buckets.size).toBe(11);
    world.npm.setFault('downloads', { kind: 'html', path: '/versions/' });
    const reading = readPartitions(world.connect(), 'version_downloads', names, window);
    await expect(reading).rejects.toMatchObject({ code: 'bad-response' });
  });

  it('begin with yesterday for every package, and can be switched off', async () => {
    const partitions = [
      { name: 'hono', createdAt: '2021-12-14T13:01:00.000Z' },
      { name: '@a/..', createdAt: null },
    ];
    const { connector, context } = await open({}, partitions);
    const signal = new AbortController().signal;
    expect(await connector.partitions?.('version_downloads', signal)).toEqual([
      { partition: 'hono', since: at('2026-11-21'), createdAt: at('2021-12-14') },
    ]);
    expect(await connector.partitions?.('downloads', signal)).toEqual([
      { partition: 'hono', since: at('2021-12-14'), createdAt: at('2021-12-14') },
    ]);
    const without = await open({ versions: false });
    expect(without.connector.resources.map(({ name }) => name)).toEqual(['registry_downloads', 'downloads']);
    expect(context.clock().toISOString()).toBe('2026-11-22T10:00:00.000Z');
  });
});

describe('downloads of the whole registry', () => {
  const read = async (connector: Connector, window: Window) => {
    const buckets: FetchedBucket[] = [];
    const signal = new AbortController().signal;
    const request = { resource: 'registry_downloads', window, cursor: null, signal, onEvent: () => {} };
    for await (const page of connector.fetch(request)) buckets.push(...page.buckets);
    return buckets;
  };

  it('are read since 2015 with a few requests, which tell the holes of packages too', async () => {
    const world = await open();
    const buckets = await read(world.connector, days('2015-01-01', '2026-11-22'));
    expect(world.takeRequests()).toHaveLength(9);
    expect(toDayUtc(buckets[0]?.start ?? 0)).toBe('2015-01-10');
    expect(toDayUtc(buckets.at(-1)?.start ?? 0)).toBe('2026-11-21');
    for (const bucket of buckets) {
      const day = toDayUtc(bucket.start);
      expect([day, bucket.isHole ?? countOf(bucket)]).toEqual([
        day,
        world.npm.truth.isHole(day) || world.npm.truth.registryTotal(day),
      ]);
    }
    const [name = ''] = oldNames(world, 1, false);
    await readPartitions(world.connector, 'downloads', [name], days('2026-11-01', '2026-11-22'));
    expect(world.takeRequests()).toEqual([`/downloads/range/2026-11-01:2026-11-21/${name}`]);
  });
});

describe('the registry’s totals', () => {
  it('are asked for once by two who need them at one time', async () => {
    const world = await open();
    const [one = '', other = ''] = oldNames(world, 2, false);
    const window = days('2026-11-01', '2026-11-22');
    await Promise.all([
      readPartitions(world.connector, 'downloads', [one], window),
      readPartitions(world.connector, 'downloads', [other], window),
    ]);
    expect(world.takeRequests().filter((path) => /:2026-11-21$/.test(path))).toHaveLength(1);
  });
});

describe('two connectors of one service', () => {
  it('ask for the registry’s totals once', async () => {
    const world = await open();
    const [one = ''] = oldNames(world, 1, false);
    const downloads = world.createDownloads();
    const counting = createCounting(downloads, world.context.clock);
    const connect = (priority: 'now' | 'background') =>
      createNpmConnector(npmOptions.parse({}), world.context, {
        downloads,
        counting,
        priority,
        partitions: async () => [],
      });
    const window = days('2026-11-01', '2026-11-22');
    await readPartitions(connect('background'), 'downloads', [one], window);
    await readPartitions(connect('now'), 'downloads', [one], window);
    expect(world.takeRequests().filter((path) => /:2026-11-21$/.test(path))).toHaveLength(1);
  });
});

describe('the connector', () => {
  it('has all of npm’s history, or so many days', async () => {
    expect((await open()).connector.historyDays).toBe(4_335);
    expect((await open({ history: 30 })).connector.historyDays).toBe(30);
  });

  it('says whether the service answers, and until when it has counted', async () => {
    const world = await open();
    const signal = new AbortController().signal;
    const [good] = await world.connector.check(signal);
    expect(good).toMatchObject({ ok: true, message: 'reachable: counted through 2026-11-21' });
    world.npm.setFault('downloads', { kind: 'html' });
    const [bad] = await world.connect().check(signal);
    expect(bad).toMatchObject({ ok: false, hint: expect.stringMatching(/./) });
    expect(bad?.message).toContain("npm's downloads service is not answering");
  });

  it('refuses options that it does not know, and names that cannot be', () => {
    expect(npmOptions.parse({})).toEqual({ packages: [], users: [], history: 'all', versions: true });
    expect(npmOptions.parse({ users: ['@sindresorhus'] }).users).toEqual(['sindresorhus']);
    for (const bad of [
      { package: ['hono'] },
      { packages: ['@chee/..'] },
      { packages: ['a b'] },
      { users: ['../etc'] },
      { history: 0 },
      { history: '30d' },
    ]) {
      expect(npmOptions.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
    }
  });
});

describe('500 packages over three years, against npm’s limits', () => {
  it('takes 16 bulk requests, three for each scoped package and three for the registry, and no refusal', async () => {
    const world = await open();
    // A firewall is another matter, below.
    const plain = oldNames(world, 485, false).filter((name) => !/select/i.test(name));
    for (let extra = 0; plain.length < 485; extra += 1) plain.push(`no-such-${extra}`);
    const scoped = oldNames(world, 15, true);
    expect(scoped).toHaveLength(15);
    const window = days('2023-11-23', '2026-11-22');
    const { buckets } = await readPartitions(world.connector, 'downloads', [...plain, ...scoped], window);
    const requests = world.takeRequests();
    const bulk = requests.filter((path) => path.includes(','));
    expect(bulk.length).toBeLessThanOrEqual(16);
    expect(requests.filter((path) => path.includes('@'))).toHaveLength(15 * 3);
    expect(requests.length - bulk.length - 15 * 3).toBe(3);
    expect(world.refused()).toBe(0);
    for (const own of buckets.values()) expect(own.size).toBe(1_095);
    const today = days('2026-11-22', '2026-11-22');
    await readPartitions(world.connect(), 'downloads', [...plain, ...scoped], today);
    expect(world.takeRequests()).toEqual([]);
  }, 120_000);

  it('leaves out the one package that a firewall takes for an attack, and reads the others', async () => {
    const world = await open();
    const plain = oldNames(world, 100, false).filter((name) => !/select/i.test(name));
    const asked = [...plain.slice(0, 40), 'select-from-users', ...plain.slice(40)];
    const { buckets, failed } = await readPartitions(
      world.connector,
      'downloads',
      asked,
      days('2026-01-01', '2026-11-22'),
    );
    expect([...failed.keys()]).toEqual(['select-from-users']);
    expect(buckets.size).toBe(plain.length);
    expect(world.takeRequests().length).toBeLessThanOrEqual(16);
    expect(world.refused()).toBe(0);
  });
});
