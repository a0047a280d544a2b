import type { ConnectorError, FetchEvent, NameListing } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { cleanName } from './names.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator/index.ts';
import { connectTo, startWire, type TestConnectorOptions } from './test-wire.ts';

const NOW = '2026-11-22T10:00:00Z';
const EMPTY = '{"object":"list","data":[],"has_more":false,"first_id":null,"last_id":null}';

interface Listed {
  readonly listings: readonly NameListing[];
  readonly events: readonly FetchEvent[];
  readonly error: unknown;
}

async function listNames(url: string, spec: TestConnectorOptions = {}): Promise<Listed> {
  const connector = connectTo(url, { now: NOW, ...spec });
  const listings: NameListing[] = [];
  const events: FetchEvent[] = [];
  const request = {
    signal: new AbortController().signal,
    onEvent: (event: FetchEvent) => void events.push(event),
  };
  try {
    for await (const listing of connector.fetchNames?.(request) ?? []) listings.push(listing);
  } catch (error) {
    return { listings, events, error };
  }
  return { listings, events, error: undefined };
}

async function withSimulator(
  options: SimulatorOptions,
  act: (simulator: Simulator, key: { context: { resolveSecret: () => string } }) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator({ now: NOW, ...options });
  try {
    await act(simulator, { context: { resolveSecret: () => simulator.adminKey } });
  } finally {
    await simulator.close();
  }
}

const ofKind = (listings: readonly NameListing[], kind: string) =>
  listings.find((listing) => listing.kind === kind);
const nameOf = (listings: readonly NameListing[], kind: string, id: string) =>
  ofKind(listings, kind)?.names.find((one) => one.id === id);
const list = (data: readonly unknown[], more: { has_more?: boolean; last_id?: string | null } = {}) =>
  JSON.stringify({ object: 'list', data, has_more: false, last_id: null, ...more });

describe('R31 names of OpenAI', () => {
  it('are those of projects, keys, service accounts and people, each listed whole', () =>
    withSimulator({}, async (simulator, key) => {
      const { listings, error } = await listNames(simulator.url, key);
      expect(error).toBeUndefined();
      expect(listings.map(({ kind, isComplete }) => [kind, isComplete])).toEqual([
        ['project', true],
        ['api_key', true],
        ['service_account', true],
        ['user', true],
      ]);
      expect(nameOf(listings, 'project', 'proj_prod_assistant')).toMatchObject({
        name: 'Production assistant',
        state: 'active',
      });
      expect(ofKind(listings, 'user')?.names.map(({ name }) => name)).toContain('Ana Silva');
      const people = new Set(ofKind(listings, 'user')?.names.map(({ id }) => id));
      const machines = ofKind(listings, 'service_account')?.names.map(({ id }) => id) ?? [];
      expect(machines.length).toBeGreaterThan(0);
      expect(machines.some((id) => people.has(id))).toBe(false);
    }));

  it('include archived projects and keys without an active owner, which old usage names', () =>
    withSimulator({}, async (simulator, key) => {
      const { listings } = await listNames(simulator.url, key);
      expect(nameOf(listings, 'project', 'proj_legacy_chatbot')).toMatchObject({ state: 'archived' });
      expect(nameOf(listings, 'api_key', 'key_support_copilot_staging')).toBeDefined();
      expect(nameOf(listings, 'api_key', 'key_content_studio_notebook')).toBeUndefined();
    }));

  it('name every id of usage but those of deleted keys, and of people and service accounts that are gone', () =>
    withSimulator({}, async (simulator, key) => {
      const { listings } = await listNames(simulator.url, key);
      const known = new Set(listings.flatMap(({ names }) => names.map(({ id }) => id)));
      const groupBy = ['project_id', 'api_key_id', 'user_id'] as const;
      const used = simulator.truth({ endpoint: 'completions', from: '2026-06-01', groupBy: [...groupBy] });
      const unknown = used.flatMap(({ dimensions }) => groupBy.map((name) => dimensions[name] ?? null));
      expect(new Set(unknown.filter((id) => id !== null && !known.has(id)))).toEqual(
        new Set(['key_content_studio_notebook', 'user-noah-berg', 'user-svc-legacy-chatbot']),
      );
    }));

  it('are read in pages of 100 by the id of the last one, one request after the other', () =>
    withSimulator({ scale: { projects: 120, keysPerProject: 1 } }, async (simulator, key) => {
      const { listings, events } = await listNames(simulator.url, key);
      expect(ofKind(listings, 'project')?.names).toHaveLength(120);
      const urls = simulator.requests().map(({ rawUrl }) => rawUrl);
      const projects = urls.filter((url) => url.includes('/projects?'));
      expect(projects).toHaveLength(2);
      expect(projects[0]).toContain('include_archived=true&limit=100');
      expect(projects[1]).toMatch(/limit=100&after=proj_/);
      expect(urls.filter((url) => url.includes('/api_keys?'))).toHaveLength(120);
      expect(events.filter(({ kind }) => kind === 'request')).toHaveLength(urls.length);
    }));

  it('are kept from people where the option says so', () =>
    withSimulator({}, async (simulator, key) => {
      const { listings } = await listNames(simulator.url, { ...key, options: { names: 'no-people' } });
      expect(listings.map(({ kind }) => kind)).toEqual(['project', 'api_key', 'service_account']);
      expect(ofKind(listings, 'service_account')?.names.length).toBeGreaterThan(0);
      expect(simulator.requests().some(({ rawUrl }) => rawUrl.includes('/users'))).toBe(false);
      const names = JSON.stringify(listings);
      expect(names).not.toContain('Ana Silva');
    }));

  it('are not asked for at all where the option says so, nor where no id needs one', () => {
    const none = connectTo('http://127.0.0.1:1', { options: { names: 'none' } });
    expect([none.nameKinds, none.fetchNames]).toEqual([[], undefined]);
    const costs = connectTo('http://127.0.0.1:1', { options: { resources: ['openai_cost_usd'] } });
    expect(costs.nameKinds).toEqual(['project']);
    const omitDimensions = ['project_id', 'api_key_id', 'user_id'];
    const omitted = connectTo('http://127.0.0.1:1', { options: { omitDimensions } });
    expect([omitted.nameKinds, omitted.fetchNames]).toEqual([[], undefined]);
  });

  it('of keys are those of the chosen projects, which says nothing of keys of others', () =>
    withSimulator({}, async (simulator, key) => {
      const projectIds = ['proj_support_copilot'];
      const { listings } = await listNames(simulator.url, { ...key, options: { projectIds } });
      expect(ofKind(listings, 'project')).toMatchObject({ isComplete: true });
      expect(ofKind(listings, 'api_key')).toMatchObject({ isComplete: false });
      expect(ofKind(listings, 'api_key')?.names.every(({ id }) => id.includes('support_copilot'))).toBe(true);
    }));

  it('never hold an e-mail address: who has no name keeps the id', async () => {
    await using wire = await startWire([
      EMPTY,
      list([
        { id: 'user-1', name: null, email: 'ana@example.org' },
        { id: 'user-2', name: 'bo@example.org', email: 'bo@example.org' },
        { id: 'user-3', name: '  Mei\u202e\n Tanaka ' },
        { id: 'user-4', name: 'Ada <ada@example.com>' },
        { id: 'user-5', name: 'laptop of ada@example.com (spare)' },
        { id: 'user-6', name: '<ada@example.com>' },
      ]),
    ]);
    const { listings } = await listNames(wire.url);
    expect(ofKind(listings, 'user')?.names).toEqual([
      { id: 'user-1', name: 'user-1', state: 'active' },
      { id: 'user-2', name: 'user-2', state: 'active' },
      { id: 'user-3', name: 'Mei Tanaka', state: 'active' },
      { id: 'user-4', name: 'Ada', state: 'active' },
      { id: 'user-5', name: 'laptop of (spare)', state: 'active' },
      { id: 'user-6', name: 'user-6', state: 'active' },
    ]);
    expect(JSON.stringify(listings)).not.toContain('@');
  });

  it('say what the key lacks where the scope is missing, after one request', () =>
    withSimulator({ keys: { 'sk-admin-usage': { scopes: ['api.usage.read'] } } }, async (simulator) => {
      const { listings, error } = await listNames(simulator.url, {
        context: { resolveSecret: () => 'sk-admin-usage' },
      });
      expect(listings).toEqual([]);
      expect(error).toMatchObject({ name: 'ConnectorError', status: 403 });
      const { message, hint } = error as ConnectorError;
      expect(message).toContain('Missing scopes: api.management.read');
      expect(hint).toContain('Organization administration: Read');
      expect(hint).toContain("names: 'none'");
      expect(simulator.requests()).toHaveLength(1);
    }));

  it.each([
    ['that gives no id to go on from', [list([{ id: 'proj_1', name: 'a' }], { has_more: true })]],
    [
      'that gives the same id again',
      [list([{ id: 'proj_1', name: 'a' }], { has_more: true, last_id: 'proj_1' })],
    ],
  ])('of a listing %s are an error, never an end', async (_words, answers) => {
    await using wire = await startWire(answers);
    const { error, listings } = await listNames(wire.url);
    expect(error).toMatchObject({ code: 'incomplete' });
    expect(listings).toEqual([]);
    expect(wire.urls.length).toBeLessThanOrEqual(2);
  });

  it('that cannot be read are left out with a warning, and then nothing counts as deleted', async () => {
    await using wire = await startWire([list([{ id: '../costs', name: 'a' }, { name: 'b' }, 7]), EMPTY]);
    const { listings, events } = await listNames(wire.url);
    expect(ofKind(listings, 'project')).toEqual({ kind: 'project', names: [], isComplete: false });
    expect(ofKind(listings, 'api_key')).toMatchObject({ isComplete: false });
    expect(events).toContainEqual({
      kind: 'warning',
      message: 'openai names: left out 3 of projects that cannot be read',
    });
    expect(wire.urls).toHaveLength(2);
  });

  it('of a project that is gone by now are none', async () => {
    const missing = { status: 404, body: '{"error":{"message":"No such object: proj_1"}}' };
    await using wire = await startWire([list([{ id: 'proj_1', name: 'a' }]), missing, missing, EMPTY]);
    const { listings, error } = await listNames(wire.url);
    expect(error).toBeUndefined();
    expect(ofKind(listings, 'api_key')).toEqual({ kind: 'api_key', names: [], isComplete: true });
  });

  it('are cut and stripped of what would change how others read', () => {
    expect(cleanName(`a${'b'.repeat(300)}`)).toHaveLength(200);
    expect(cleanName('\u202eevil\u0000 \t name')).toBe('evil name');
    expect(cleanName('👩‍🚀 team')).toBe('👩‍🚀 team');
  });
});

describe('R31 check', () => {
  it('tells that names cannot be read, which fails nothing', () =>
    withSimulator({ keys: { 'sk-admin-usage': { scopes: ['api.usage.read'] } } }, async (simulator) => {
      const connector = connectTo(simulator.url, {
        now: NOW,
        context: { resolveSecret: () => 'sk-admin-usage' },
      });
      const results = await connector.check(new AbortController().signal);
      expect(results.at(-1)).toMatchObject({
        name: 'GET /v1/organization/projects',
        ok: true,
        message: expect.stringContaining('names cannot be read: answered 403.'),
        hint: expect.stringContaining('api.management.read'),
      });
    }));

  it('asks for no names where none are wanted, nor with a key that is refused', () =>
    withSimulator({}, async (simulator, key) => {
      const check = async (spec: TestConnectorOptions) => {
        const results = await connectTo(simulator.url, { now: NOW, ...spec }).check(
          new AbortController().signal,
        );
        return results.filter(({ kind }) => kind !== 'open');
      };
      expect(await check({ ...key, options: { names: 'none' } })).toHaveLength(3);
      expect(await check({ context: { resolveSecret: () => 'sk-admin-wrong' } })).toHaveLength(3);
      expect(simulator.requests().some(({ rawUrl }) => rawUrl.includes('/projects'))).toBe(false);
    }));
});
