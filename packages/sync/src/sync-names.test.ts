import { type Connector, ConnectorError, DAY, HOUR, type NameListing } from '@shipstats/core';
import { NAMES_RESOURCE } from '@shipstats/store';
import { describe, expect, it } from 'vitest';
import { createScriptedSource, type ScriptedSource } from './testing/scripted-source.ts';
import { createSyncWorld, type SyncWorld, TODAY } from './testing/sync-world.ts';

interface NamedSource extends ScriptedSource {
  /** What the source calls its models from now on; what it throws instead. */
  listing: NameListing | Error;
  wanted: readonly string[];
  asked: number;
}

const listing = (names: Readonly<Record<string, string>>, isComplete = true): NameListing => ({
  kind: 'model',
  names: Object.entries(names).map(([id, name]) => ({ id, name, state: 'active' })),
  isComplete,
});
const both = listing({ small: 'Small one', large: 'Large one' });

/** A source whose models have names. */
function createNamedSource(): NamedSource {
  const scripted = createScriptedSource({ historyDays: 5 });
  const source: NamedSource = {
    ...scripted,
    listing: both,
    wanted: ['model'],
    asked: 0,
    get connector(): Connector {
      return {
        ...scripted.connector,
        fetch: (request) => {
          // What a test changes is changed here, not in the scripted source.
          scripted.answer = source.answer;
          scripted.onRequest = source.onRequest;
          return scripted.connector.fetch(request);
        },
        resources: scripted.connector.resources.map((resource) => ({
          ...resource,
          dimensions: resource.dimensions.map((dimension) => ({ ...dimension, names: ['model'] })),
        })),
        nameKinds: source.wanted,
        async *fetchNames({ onEvent }) {
          source.asked += 1;
          onEvent({ kind: 'request', label: 'names' });
          if (source.listing instanceof Error) throw source.listing;
          yield source.listing;
        },
      };
    },
  };
  return source;
}

const stored = async ({ store }: SyncWorld) =>
  (await store.names('test')).map(({ id, name, state }) => [id, name, state]);
const refusal = new ConnectorError('test: 403 on GET /names.', {
  code: 'forbidden',
  status: 403,
  hint: 'Ask for the permission.',
});

describe('R31 a sync reads names', () => {
  it('after the resources, and counts them apart in the run log', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    const run = await w.run(source);
    expect(run.status).toBe('succeeded');
    expect(run.resources.map(({ resource }) => resource)).toEqual(['a', NAMES_RESOURCE]);
    expect(run.resources[1]).toMatchObject({
      status: 'succeeded',
      names: 2,
      requests: 1,
      rows: 0,
      buckets: 0,
      planned: 0,
    });
    expect(await w.store.runs({ limit: 1 })).toEqual([run]);
    expect(await stored(w)).toEqual([
      ['large', 'Large one', 'active'],
      ['small', 'Small one', 'active'],
    ]);
    expect(await w.store.freshness('test', NAMES_RESOURCE)).toMatchObject({ lastSuccessAt: w.now });
  });

  it('deletes names that are not wanted any more, also where the source then refuses everything', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    await w.run(source);
    source.wanted = [];
    source.onRequest = () => {
      throw refusal;
    };
    w.now += HOUR;
    expect((await w.run(source)).status).toBe('failed');
    expect(await stored(w)).toEqual([]);
  });

  it('once a day', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    await w.run(source);
    w.now += DAY - HOUR;
    const run = await w.run(source);
    expect(run.resources.map(({ resource }) => resource)).toEqual(['a']);
    w.now += HOUR;
    await w.run(source);
    expect(source.asked).toBe(2);
  });

  it('and sooner when an id comes up that nobody has asked for, but not again at each sync', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    source.listing = listing({ small: 'Small one' });
    await w.run(source);
    expect(await stored(w)).toContainEqual(['large', 'large', 'unlisted']);
    w.now += HOUR;
    await w.run(source);
    expect(source.asked).toBe(1);

    const { answer } = source;
    source.answer = (resource, start) => {
      const bucket = answer(resource, start);
      return bucket && { ...bucket, rows: [...bucket.rows, { dimensions: ['new'], values: [1] }] };
    };
    source.listing = listing({ small: 'Small one', new: 'New one' });
    w.now += HOUR;
    await w.run(source);
    expect(source.asked).toBe(2);
    expect(await stored(w)).toEqual([
      ['large', 'large', 'unlisted'],
      ['new', 'New one', 'active'],
      ['small', 'Small one', 'active'],
    ]);
    w.now += HOUR;
    await w.run(source);
    expect(source.asked).toBe(2);
  });

  it('and keeps those of what was deleted, with all that is stored of it', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    await w.run(source);
    const read = () =>
      w.store.read({
        connector: 'test',
        resource: 'a',
        measure: 'tokens',
        window: { start: TODAY - 3 * DAY, end: TODAY },
        by: ['model'],
        filter: [],
        bucketed: false,
      });
    const before = await read();
    source.listing = listing({ small: 'Renamed' });
    w.now += DAY;
    await w.run(source);
    expect(await stored(w)).toEqual([
      ['large', 'Large one', 'deleted'],
      ['small', 'Renamed', 'active'],
    ]);
    expect(await read()).toEqual(before);
    expect(before).toHaveLength(2);
  });

  it('and does not fail where they are refused: it says so, and asks again when somebody syncs', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    source.listing = refusal;
    const run = await w.run(source);
    expect(run.status).toBe('succeeded');
    expect(run.resources[1]).toMatchObject({
      resource: NAMES_RESOURCE,
      status: 'partial',
      names: 0,
      error: { message: refusal.message, hint: 'Ask for the permission.' },
    });
    expect((await w.store.freshness('test', NAMES_RESOURCE)).lastError).toBe(refusal.message);
    expect(await w.store.freshness('test', 'a')).toMatchObject({ lastSuccessAt: w.now, lastError: null });

    w.now += HOUR;
    await w.run(source, { trigger: 'schedule' });
    expect(source.asked).toBe(1);
    source.listing = both;
    await w.run(source, { trigger: 'manual' });
    expect(source.asked).toBe(2);
    expect(await stored(w)).toHaveLength(2);
    expect((await w.store.freshness('test', NAMES_RESOURCE)).lastError).toBeNull();
  });

  it('and keeps what came before a failure', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    const connector: Connector = {
      ...source.connector,
      async *fetchNames() {
        yield both;
        throw refusal;
      },
    };
    await w.run(source, { connector });
    expect(await stored(w)).toHaveLength(2);
  });

  it('and forgets those that are no longer wanted', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    await w.run(source);
    source.wanted = [];
    w.now += HOUR;
    await w.run(source);
    expect(await stored(w)).toEqual([]);
    expect(source.asked).toBe(1);
    source.wanted = ['model'];
    w.now += HOUR;
    await w.run(source);
    expect(await stored(w)).toHaveLength(2);
  });

  it('not from a source that gave nothing else', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    source.onRequest = () => {
      throw refusal;
    };
    expect((await w.run(source)).status).toBe('failed');
    expect(source.asked).toBe(0);
  });

  it('and is stopped as anything else, with what the resources brought', async () => {
    const w = await createSyncWorld();
    const source = createNamedSource();
    const stop = new AbortController();
    const connector: Connector = {
      ...source.connector,
      async *fetchNames() {
        yield both;
        stop.abort();
        throw new ConnectorError('stopped', { code: 'aborted' });
      },
    };
    const run = await w.run(source, { connector, signal: stop.signal });
    expect(run.resources.map(({ resource, status }) => [resource, status])).toEqual([['a', 'succeeded']]);
    expect((await w.store.freshness('test', NAMES_RESOURCE)).lastAttemptAt).toBeNull();
  });
});
