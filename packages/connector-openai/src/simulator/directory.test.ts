import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NameRow, Simulator } from './options.ts';
import { startSimulator } from './start-simulator.ts';
import { ask, readError } from './test-client.ts';

const NOW = '2026-10-01T10:00:00Z';
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ now: NOW });
});
afterAll(() => simulator.close());
afterEach(() => simulator.setNow(NOW));

type Entry = Readonly<Record<string, unknown>> & { readonly id: string };

/** The entries of a whole listing. */
async function list(path: string): Promise<readonly Entry[]> {
  const response = await ask(simulator, `${path}${path.includes('?') ? '&' : '?'}limit=100`);
  const { data } = (await response.json()) as { data: readonly Entry[] };
  return data;
}

async function nameOf(path: string, id: string): Promise<unknown> {
  return (await list(path)).find((entry) => entry.id === id)?.name;
}

describe('the directory follows the clock', () => {
  it('gives a renamed project its name of the day', async () => {
    const name = () => nameOf('projects', 'proj_support_copilot');
    simulator.setNow('2026-09-13T23:59:59Z');
    expect(await name()).toBe('Helpdesk bot');
    simulator.setNow('2026-09-14T00:00:00Z');
    expect(await name()).toBe('Support copilot');
  });

  it('archives a project on its day, with its service account', async () => {
    const legacy = async () => (await list('projects')).filter(({ id }) => id === 'proj_legacy_chatbot');
    const robots = () => list('projects/proj_legacy_chatbot/service_accounts');
    simulator.setNow('2026-06-30T23:59:59Z');
    expect(await legacy()).toMatchObject([{ status: 'active', archived_at: null }]);
    expect(await robots()).toHaveLength(1);
    simulator.setNow('2026-07-01T00:00:00Z');
    expect(await legacy()).toEqual([]);
    expect(await nameOf('projects?include_archived=true', 'proj_legacy_chatbot')).toBe('Legacy chatbot');
    expect(await robots()).toEqual([]);
  });

  it('no longer lists a deleted key, whose usage stays', async () => {
    const keys = () => list('projects/proj_content_studio/api_keys?owner_project_access=any');
    const ids = async () => (await keys()).map(({ id }) => id);
    simulator.setNow('2026-08-09T23:59:59Z');
    expect(await ids()).toContain('key_content_studio_notebook');
    simulator.setNow('2026-08-10T00:00:00Z');
    expect(await ids()).not.toContain('key_content_studio_notebook');
    const days = { endpoint: 'completions', from: '2026-08-08', groupBy: ['api_key_id'] } as const;
    const used = simulator.truth(days).map(({ dimensions }) => dimensions.api_key_id);
    expect(used).toContain('key_content_studio_notebook');
  });

  it('leaves the keys of somebody who left to nobody', async () => {
    const keys = (access: string) => list(`projects/proj_default/api_keys?owner_project_access=${access}`);
    const key = async (access: string) =>
      (await keys(access)).find(({ id }) => id === 'key_default_notebook');
    simulator.setNow('2026-08-31T23:59:59Z');
    expect(await key('active')).toMatchObject({ owner: { user: { name: 'Noah Berg' } } });
    simulator.setNow('2026-09-01T00:00:00Z');
    expect(await key('active')).toBeUndefined();
    expect(await key('any')).toMatchObject({ owner_project_access: 'inactive', owner: { type: 'user' } });
    expect((await key('any'))?.owner).not.toHaveProperty('user');
    expect((await list('users')).map(({ id }) => id)).not.toContain('user-noah-berg');
    expect((await list('projects/proj_default/users')).map(({ id }) => id)).not.toContain('user-noah-berg');
    expect((await readError(await ask(simulator, 'users/user-noah-berg'))).status).toBe(404);
  });

  it('has somebody without a name', async () => {
    const [nameless, ...others] = (await list('users')).filter(({ name }) => name === null);
    expect(others).toEqual([]);
    expect(nameless).toMatchObject({ is_service_account: false, email: expect.stringContaining('@') });
  });
});

describe('the truth of names', () => {
  it.each([NOW, '2026-06-01T00:00:00Z'])('is what asking for everything gives, at %s', async (now) => {
    simulator.setNow(now);
    const projects = await list('projects?include_archived=true');
    const keys = await Promise.all(
      projects.map(({ id }) => list(`projects/${id}/api_keys?owner_project_access=any`)),
    );
    const users = await list('users');
    const read = [
      ...projects.map(({ id, name, status }) => ({
        kind: 'project',
        id,
        name,
        isArchived: status === 'archived',
      })),
      ...users.map(({ id, name, is_service_account: isRobot }) => {
        return { kind: isRobot === true ? 'service_account' : 'user', id, name, isArchived: false };
      }),
      ...keys.flat().map(({ id, name }) => ({ kind: 'api_key', id, name, isArchived: false })),
    ];
    expect(simulator.names()).toEqual(read);
    simulator.setNow(NOW);
    expect(simulator.names(now)).toEqual(read);
    const response = await fetch(`${simulator.url}/__sim/names?as_of=${now}`);
    expect(await response.json()).toEqual({ names: read });
  });

  it('tells of another moment what was then', () => {
    const name = (names: readonly NameRow[]) => names.find(({ id }) => id === 'proj_support_copilot')?.name;
    expect(name(simulator.names('2026-09-01T00:00:00Z'))).toBe('Helpdesk bot');
    expect(name(simulator.names())).toBe('Support copilot');
    expect(() => simulator.names('soon')).toThrow('Not an ISO time: "soon"');
  });
});
