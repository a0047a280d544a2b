import { readFile } from 'node:fs/promises';
import { scenarioNamed, scenarios } from '@shipstats/connector-openai/simulator';
import { DAY, toDayUtc } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import {
  createOpenAIWorld,
  expectTruth,
  NAME,
  type OpenAIWorld,
  type OpenAIWorldOptions,
  warningsOf,
} from './testing/openai-world.ts';
import { storedTable, trueTable } from './testing/stored-table.ts';

/** A world in which a standard scenario happens. */
function worldOf(name: string, options: OpenAIWorldOptions = {}): Promise<OpenAIWorld> {
  const { options: scenario } = scenarioNamed(name);
  const switches = { ...scenario.switches, ...options.simulator?.switches };
  return createOpenAIWorld({ ...options, simulator: { ...scenario, ...options.simulator, switches } });
}

const DAY_MS = DAY * 1000;
/** The stored names by id, with what has become of what they name. */
async function namesIn({ store }: OpenAIWorld): Promise<Map<string, readonly [string, string]>> {
  return new Map((await store.names(NAME)).map(({ id, name, state }) => [id, [name, state]]));
}
const costsOf = ({ connector }: OpenAIWorld) => connector.resources.filter(({ name }) => name === 'costs');
const usageOf = ({ connector }: OpenAIWorld) => connector.resources.filter(({ name }) => name !== 'costs');

describe('what is stored equals what the source says, row by row', () => {
  it('happy', async () => {
    await using world = await worldOf('happy');
    const run = await world.sync();
    expect([run.status, warningsOf(run)]).toEqual(['succeeded', []]);
    await expectTruth(world);
  });

  it.each([1, 4])(
    'R30 happy, with concurrency %d: so many requests in flight, no more',
    async (concurrency) => {
      const flight = { now: 0, most: 0 };
      await using world = await worldOf('happy', {
        connector: { concurrency },
        fetch: async (...request) => {
          flight.now += 1;
          flight.most = Math.max(flight.most, flight.now);
          // Long enough that requests which may overlap do.
          await new Promise((resolve) => setTimeout(resolve, 20));
          return fetch(...request).finally(() => {
            flight.now -= 1;
          });
        },
      });
      expect((await world.sync()).status).toBe('succeeded');
      expect(flight).toEqual({ now: 0, most: concurrency });
      await expectTruth(world);
    },
  );

  it('backfill-90d', async () => {
    await using world = await worldOf('backfill-90d', { connector: { lookbackDays: 90 } });
    const run = await world.sync();
    expect([run.status, warningsOf(run)]).toEqual(['succeeded', []]);
    expect(run.resources.map(({ buckets }) => buckets)).toEqual(run.resources.map(() => 90));
    // R30: three windows an endpoint, and nothing else.
    expect(world.simulator.requests()).toHaveLength(3 * world.connector.resources.length);
    await expectTruth(world);
  });

  it('offline-10d', async () => {
    await using world = await worldOf('offline-10d');
    await world.sync();
    const { start } = world.history();
    world.simulator.advance(10 * DAY_MS);
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    for (const { provisionalBuckets, name } of world.connector.resources) {
      const read = run.resources.find(({ resource }) => resource === name)?.buckets;
      expect([name, read]).toEqual([name, 10 + provisionalBuckets + 1]);
    }
    await expectTruth(world, { window: { start, end: world.history().end } });
  });

  it('late-costs', async () => {
    await using world = await worldOf('late-costs');
    const costs = () =>
      world.simulator
        .truth({ endpoint: 'costs', from: '2026-08-21' })
        .find((row) => row.dimensions.currency === 'usd');
    await world.sync();
    await expectTruth(world);
    const early = costs()?.measures.amount;
    world.simulator.advance(12 * 3_600_000);
    await world.sync();
    expect(costs()?.measures.amount).not.toBe(early);
    await expectTruth(world);
    // The costs of the day come to rest long after it: every sync on the way has them as they are then.
    for (let day = 0; day < 8; day += 1) {
      world.simulator.advance(DAY_MS);
      await world.sync();
      await expectTruth(world);
    }
    expect((await world.store.revisions({ resource: 'costs', limit: 1000 })).length).toBeGreaterThan(0);
  });

  it.each(['number', 'string', 'string28', 'exponent'] as const)('string-amounts: %s', async (amounts) => {
    await using world = await worldOf('string-amounts', { simulator: { switches: { amounts } } });
    const run = await world.sync({ only: ['costs'] });
    expect([run.status, warningsOf(run)]).toEqual(['succeeded', []]);
    await expectTruth(world, { resources: costsOf(world) });
  });

  it('broken-tokens', async () => {
    await using world = await worldOf('broken-tokens');
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    for (const { warnings } of run.resources) {
      expect(warnings).toContainEqual(expect.stringContaining('refused its own page token'));
    }
    await expectTruth(world);
  });

  it('key-floor', async () => {
    await using world = await worldOf('key-floor');
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    await expectTruth(world);
  });

  it('key-floor, with costs by key: the days before it are stored without keys, none is missing', async () => {
    const costDimensions = ['line_item', 'project_id', 'api_key_id'];
    await using world = await worldOf('key-floor', { connector: { costDimensions } });
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    const { start, end } = world.history();
    const floor = Date.parse('2025-12-06T00:00:00Z') / 1000;
    const resources = costsOf(world);
    const withoutKeys = world.connect({ costDimensions: ['line_item', 'project_id'] });
    await expectTruth(world, { resources, window: { start: floor, end } });
    await expectTruth(world, { resources, connector: withoutKeys, window: { start, end: floor } });
    expect(warningsOf(run)).toEqual([expect.stringContaining('days before 2025-12-06 by api_key_id')]);
    // The next sync knows what is refused, or finds it again, and changes nothing.
    world.simulator.advance(3_600_000);
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world, { resources, window: { start: floor, end } });
  });

  it.each([
    ['between windows', { connector: { lookbackDays: 62 }, simulator: { switches: { pageBuckets: null } } }],
    ['between pages', {}],
  ])('midnight-rollover %s', async (_, options) => {
    await using world = await worldOf('midnight-rollover', options);
    const before = world.history();
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    const after = world.history();
    expect(after.end).toBe(before.end + DAY);
    // The history of what was planned after midnight begins a day later.
    await expectTruth(world, { window: { start: after.start, end: before.end } });
    world.simulator.setFaults([]);
    world.simulator.advance(3 * 3_600_000);
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world);
  });

  it('month-close', async () => {
    await using world = await worldOf('month-close', { connector: { lookbackDays: 62 } });
    const { start } = world.history();
    for (let day = 0; day < 5; day += 1) {
      expect((await world.sync()).status).toBe('succeeded');
      await expectTruth(world, { window: { start, end: world.history().end } });
      world.simulator.advance(DAY_MS);
    }
  });

  it('R30 month-close: no more than two requests an endpoint once a day, and one after that', async () => {
    await using world = await worldOf('month-close', { connector: { lookbackDays: 62 } });
    await world.sync();
    const endpoints = world.connector.resources.length;
    const requestsOf = async () => {
      world.simulator.clearRequests();
      expect((await world.sync()).status).toBe('succeeded');
      return world.simulator.requests().length / endpoints;
    };
    const first: number[] = [];
    for (let day = 0; day < 7; day += 1) {
      world.simulator.advance(DAY_MS);
      first.push(await requestsOf());
      expect(await requestsOf()).toBe(1);
    }
    expect(Math.max(...first)).toBe(2);
    // The month is closed: its days are left alone.
    expect(first.at(-1)).toBe(1);
  });

  it('month-close: a revision twenty days late is seen while the month is not closed, and not after', async () => {
    const options = {
      connector: { lookbackDays: 62 },
      simulator: { switches: { costRevisionDays: [1, 3, 6, 20] } },
    };
    await using world = await worldOf('month-close', options);
    const august = (day: number) => Date.UTC(2026, 7, day) / 1000;
    // What is revised by the 5th of September are the days up to the 16th; each sync of these days has them right.
    for (let day = 2; day <= 4; day += 1) {
      expect((await world.sync({ only: ['costs'] })).status).toBe('succeeded');
      await expectTruth(world, {
        resources: costsOf(world),
        window: { start: august(1), end: world.history().end },
      });
      world.simulator.advance(DAY_MS);
    }
    const revised = await world.store.revisions({ resource: 'costs', of: 'totals', limit: 1000 });
    expect(revised.map(({ bucket }) => toDayUtc(bucket))).toContain('2026-08-14');
    // Then it is closed: what comes still later is found by reading everything again, as `verify` does.
    for (let day = 5; day <= 12; day += 1) {
      await world.sync({ only: ['costs'] });
      world.simulator.advance(DAY_MS);
    }
    const late = { start: august(17), end: august(20) };
    await expect(expectTruth(world, { resources: costsOf(world), window: late })).rejects.toThrow();
    await world.sync({ only: ['costs'], reread: [{ start: august(1), end: world.history().end }] });
    await expectTruth(world, { resources: costsOf(world), window: late });
  });

  it('archived-and-deleted-names', async () => {
    const options = { connector: { lookbackDays: 90, names: 'all' } };
    await using world = await worldOf('archived-and-deleted-names', options);
    const end = world.simulator.now();
    world.simulator.setNow('2026-06-28T10:00:00Z');
    await world.sync();
    const earlier = world.simulator.names();
    expect(await namesIn(world)).toEqual(
      new Map(earlier.map((row) => [row.id, [row.name ?? row.id, 'active']])),
    );

    world.simulator.setNow(end);
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world);
    // What is not listed any more is called what it was called last; what was renamed has its new name.
    const expected = new Map(earlier.map((row) => [row.id, [row.name ?? row.id, 'deleted']]));
    for (const { id, name, isArchived } of world.simulator.names()) {
      expected.set(id, [name ?? id, isArchived ? 'archived' : 'active']);
    }
    expect(await namesIn(world)).toEqual(expected);
    expect(expected.get('key_content_studio_notebook')).toEqual(['Content studio: notebook', 'deleted']);
    expect(expected.get('user-noah-berg')).toEqual(['Noah Berg', 'deleted']);
    expect(expected.get('user-svc-legacy-chatbot')).toEqual(['Legacy chatbot service', 'deleted']);
    expect(expected.get('proj_legacy_chatbot')).toEqual(['Legacy chatbot', 'archived']);
    expect(expected.get('proj_support_copilot')).toEqual(['Support copilot', 'active']);
    // Names are no part of the numbers: those stand under their ids.
    const ids = { project_id: 'proj_legacy_chatbot', api_key_id: 'key_content_studio_notebook' };
    for (const [dimension, id] of Object.entries(ids)) {
      const found = await world.store.dimensionValues(NAME, 'completions', dimension);
      expect(found).toContain(id);
    }
  });

  it('duplicate-rows', async () => {
    await using world = await worldOf('duplicate-rows');
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world);
    // Reading them again adds nothing.
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world);
    expect(await world.store.revisions({ limit: 9 })).toEqual([]);
  });

  it('new-object-type', async () => {
    await using world = await worldOf('new-object-type');
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    for (const { warnings } of run.resources) {
      expect(warnings).toEqual([expect.stringContaining('"organization.usage.videos.result"')]);
    }
    await expectTruth(world);
  });

  it('currency-mix', async () => {
    await using world = await worldOf('currency-mix');
    const run = await world.sync();
    expect([run.status, await world.store.quarantine({ limit: 1 })]).toEqual(['succeeded', []]);
    await expectTruth(world);
    // No euro is lost: each is stored as what it is.
    const [costs] = costsOf(world);
    if (costs === undefined) throw new Error('there are no costs');
    const window = world.history();
    const rows = Object.keys(await storedTable(world.store, { connector: NAME, resource: costs, window }));
    const stored = rows.filter((key) => key.includes('"eur"')).length;
    const euros = world.simulator
      .truth({ endpoint: 'costs', from: toDayUtc(window.start), groupBy: ['line_item'] })
      .filter((row) => row.dimensions.currency === 'eur');
    expect(euros.length).toBeGreaterThan(20);
    expect(stored).toBe(euros.length);
  });
});

describe('what goes wrong on the way is told, and heals', () => {
  it('429-storm', async () => {
    await using world = await worldOf('429-storm');
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    const refused = world.simulator.requests().filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    expect(run.resources.reduce((sum, { retries }) => sum + retries, 0)).toBe(refused);
    expect(world.waits).toEqual(Array(refused).fill(20));
    await expectTruth(world);
  });

  it('quota-429', async () => {
    await using world = await worldOf('quota-429');
    const run = await world.sync();
    expect(run.status).toBe('partial');
    for (const { resource, status, error, requests } of run.resources) {
      if (resource !== 'costs') {
        expect([resource, status]).toEqual([resource, 'succeeded']);
        continue;
      }
      expect([status, requests]).toEqual(['failed', 1]);
      expect(error?.message).toContain('You exceeded your current quota');
    }
    await expectTruth(world, { resources: usageOf(world) });
    expect(await world.store.storedBuckets(NAME, 'costs', world.history())).toEqual([]);
    world.simulator.setFaults([]);
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world);
  });

  it('5xx-burst', async () => {
    await using world = await worldOf('5xx-burst');
    const run = await world.sync();
    expect(run.status).toBe('succeeded');
    expect(run.resources[0]).toMatchObject({ retries: 4, waitedMs: 250 + 500 + 1000 + 2000 });
    await expectTruth(world);
  });

  it('stalled-body', async () => {
    await using world = await worldOf('stalled-body', { limits: { timeoutMs: 1_000 } });
    // What the answers are made of is made before, so that no honest one takes a second.
    for (const resource of world.connector.resources) {
      trueTable(world.simulator, { connector: world.connector, resource, window: world.history() });
    }
    const began = performance.now();
    const run = await world.sync({ only: ['completions'] });
    expect(run.status).toBe('succeeded');
    expect(run.resources[0]?.retries).toBeGreaterThanOrEqual(1);
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000);
    await world.sync();
    await expectTruth(world);
  });

  it.each([401, 403] as const)('bad-scope answered with %i', async (missingScopeStatus) => {
    await using world = await worldOf('bad-scope', {
      key: 'sk-admin-names-only',
      simulator: { switches: { missingScopeStatus } },
    });
    const run = await world.sync();
    expect(run.status).toBe('failed');
    for (const { error, requests } of run.resources) {
      expect(requests).toBe(1);
      expect(error?.message).toContain('Missing scopes: api.usage.read');
      expect(error?.hint).toContain('api.usage.read');
      expect(JSON.stringify(error)).not.toContain('names-only');
    }
    for (const { name } of world.connector.resources) {
      expect(await world.store.storedBuckets(NAME, name, world.history())).toEqual([]);
    }
    const connector = world.connect({}, world.simulator.adminKey);
    expect((await world.sync({ connector })).status).toBe('succeeded');
    await expectTruth(world);
  });

  it('wrong-org-all-zero, after a right key: not a number is lost, however often it is asked, and it is told', async () => {
    await using world = await worldOf('wrong-org-all-zero');
    await world.sync();
    const { start, end } = world.history();
    const wrong = world.connect({}, 'sk-admin-elsewhere');
    const everything = [{ start, end: end - DAY }];
    for (const reread of [everything, [], [], everything]) {
      world.simulator.advance(3_600_000);
      const run = await world.sync({ connector: wrong, reread });
      expect(run.status).toBe('partial');
      expect(warningsOf(run)).toContainEqual(expect.stringContaining('another organization'));
    }
    for (const resource of world.connector.resources) {
      const window = { start, end: end - 10 * DAY };
      expect(await storedTable(world.store, { connector: NAME, resource, window })).toEqual(
        trueTable(world.simulator, { connector: world.connector, resource, window }),
      );
    }
    expect((await world.sync()).status).toBe('succeeded');
    await expectTruth(world);
  });

  it('wrong-org-all-zero', async () => {
    await using world = await worldOf('wrong-org-all-zero', { key: 'sk-admin-elsewhere' });
    const checks = await world.connector.check(new AbortController().signal);
    expect(checks).toContainEqual(
      expect.objectContaining({ name: 'data', hint: expect.stringContaining('organizationId') }),
    );
    expect((await world.sync()).status).toBe('succeeded');
    for (const resource of world.connector.resources) {
      const window = world.history();
      expect(await storedTable(world.store, { connector: NAME, resource, window })).toEqual({});
    }
    const [row] = world.simulator.truth({
      endpoint: 'costs',
      from: '2026-08-20',
      groupBy: ['organization_id'],
    });
    const organizationId = row?.dimensions.organization_id;
    const connector = world.connect({ organizationId }, world.simulator.adminKey);
    expect((await world.sync({ connector })).status).toBe('succeeded');
    await expectTruth(world, { connector });
  });
});

it('every standard scenario has its test, here or in openai-crash.test.ts', async () => {
  const files = ['openai-scenarios.test.ts', 'openai-crash.test.ts'];
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, import.meta.url), 'utf8')));
  const tested = [...texts.join().matchAll(/worldOf\('([\w-]+)'/g)].map(([, name]) => name);
  expect(new Set(tested)).toEqual(new Set(scenarios.map(({ name }) => name)));
});
