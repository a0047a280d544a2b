import { cp, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, runShipstats, serveShipstats } from './shipstats-process.ts';
import { createWorld, untilSynced, type World } from './world.ts';

const KEY = 'sk-admin-e2eVerySecretValue0123456789';
const CONFIG = `export default {
  connectors: [{ name: 'openai', connectorId: 'openai', config: { adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' } } }],
};
`;

let world: World;
/** Everything that any command has said. */
const said: string[] = [];

beforeAll(async () => {
  world = await createWorld({ name: 'shipstats.config.ts', text: CONFIG }, { adminKey: KEY });
  expect((await run(['sync'])).code).toBe(0);
});

afterAll(() => world?.close());

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
  const finished = await runShipstats(args, { cwd: world.folder, env: { ...world.env, PORT: '0', ...env } });
  said.push(finished.stdout, finished.stderr);
  return finished;
}

/** A failure that its reader can mend: code 1, a message without a stack, in one piece. */
function expectHelp({ code, stdout, stderr }: Finished, ...words: readonly (string | RegExp)[]): void {
  const told = stdout + stderr;
  expect(code, told).toBe(1);
  expect(told).not.toMatch(/\n\s+at |bug in Shipstats/);
  for (const word of words) {
    if (typeof word === 'string') expect(told).toContain(word);
    else expect(told).toMatch(word);
  }
}

const database = () => path.join(world.folder, '.shipstats', 'shipstats.db');

describe('a command in trouble says what happened and what to do:', () => {
  it('a port that is in use', async () => {
    const server = await serveShipstats(['--no-sync'], { cwd: world.folder, env: world.env });
    const port = new URL(server.url).port;
    expectHelp(await run(['serve'], { PORT: port }), `port ${port} is in use`, `PORT=${Number(port) + 1}`);
    said.push(...Object.values(await server.stop()).map(String));
  });

  it('a port that is none', async () => {
    expectHelp(await run(['serve'], { PORT: 'http' }), '"http" is not a port', '0 to 65535');
  });

  it('a damaged database, which stays as it is', async () => {
    const data = path.join(world.folder, 'damaged');
    await mkdir(data);
    const file = path.join(data, 'shipstats.db');
    const junk = Buffer.alloc(20_000, 'this is no database ');
    await writeFile(file, junk);
    for (const command of ['serve', 'sync']) {
      expectHelp(await run([command, '--data', data]), file, 'damaged', 'backup');
    }
    expect(await readFile(file)).toEqual(junk);
  });

  it('a database cut in half', async () => {
    const data = path.join(world.folder, 'cut');
    await mkdir(data);
    const file = path.join(data, 'shipstats.db');
    const whole = await readFile(database());
    await writeFile(file, whole.subarray(0, Math.floor(whole.length / 2)));
    expectHelp(await run(['sync', '--data', data]), file, 'damaged');
  });

  it('a database of a newer version, which stays as it is', async () => {
    const data = path.join(world.folder, 'newer');
    await cp(path.dirname(database()), data, { recursive: true });
    const file = path.join(data, 'shipstats.db');
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 9999');
    db.close();
    const before = await stat(file);
    for (const args of [['serve'], ['sync'], ['query', 'openai_cost_usd']]) {
      expectHelp(await run([...args, '--data', data]), 'newer Shipstats', '--data');
    }
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  });

  it('a folder that is a file', async () => {
    const file = path.join(world.folder, 'a-file');
    await writeFile(file, '');
    expectHelp(await run(['sync', '--data', file]), file, '--data');
  });

  it('a broken configuration: all of its problems at once, each with its place and a way out', async () => {
    await writeFile(
      path.join(world.folder, 'broken.config.json'),
      JSON.stringify({
        connectors: [
          {
            name: 'openai',
            connectorId: 'openai',
            config: {
              adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' },
              lookbackDays: 4000,
              resources: ['openai_cost'],
            },
          },
          { name: 'stripe', connectorId: 'opanai', config: {} },
        ],
        dashboards: {
          ai: {
            widgets: {
              a: { kind: 'sta', title: 'A' },
              b: {
                kind: 'stat',
                title: 'B',
                window: 'a month',
                metric: { connector: 'openai', name: 'openai_cost_usd' },
              },
            },
          },
        },
      }),
    );
    const finished = await run(['serve', '--config', 'broken.config.json']);
    expectHelp(finished, /\d problems/, 'broken.config.json');
    for (const place of [
      'connectors[0].config.lookbackDays',
      'connectors[0].config.resources',
      'connectors[1].connectorId',
      'dashboards.ai.widgets.a.kind',
      'dashboards.ai.widgets.b.window',
    ]) {
      expect(finished.stderr).toContain(place);
    }
    expect(finished.stderr).toContain('Did you mean "openai"?');
    expect(finished.stderr).toContain('Did you mean "stat"?');
  });

  it('a configuration that cannot even be read', async () => {
    await writeFile(path.join(world.folder, 'typo.config.ts'), 'export default { connectors: [\n');
    expectHelp(await run(['check', '--config', 'typo.config.ts']), 'typo.config.ts');
    expectHelp(await run(['sync', '--config', 'nowhere.config.ts']), 'nowhere.config.ts');
  });

  it('a secret that is not set', async () => {
    expectHelp(await run(['sync'], { OPENAI_ADMIN_API_KEY: '' }), 'OPENAI_ADMIN_API_KEY', '.env');
  });

  it('a key that the source refuses', async () => {
    const wrong = 'sk-admin-e2eAnotherSecretThatIsWrong';
    const finished = await run(['sync'], { OPENAI_ADMIN_API_KEY: wrong });
    expectHelp(finished, '401');
    expect(finished.stdout + finished.stderr).not.toContain(wrong);
  });

  it('a metric, a window, a dimension and a command that do not exist', async () => {
    expectHelp(await run(['query', 'openai_cost_us']), 'Did you mean "openai_cost_usd"');
    const unreadable = await run(['query', 'openai_cost_usd', '--window', 'ever']);
    expect(unreadable.code).toBe(2);
    expect(unreadable.stderr).toMatch(/"ever".*30d/);
    expectHelp(await run(['query', 'openai_cost_usd', '--by', 'projectid']), 'project_id');
    expect((await run(['snyc'])).code).toBe(2);
    expect(said.at(-1)).toContain('sync');
  });

  it('nothing synced yet', async () => {
    expectHelp(await run(['query', 'openai_cost_usd', '--data', 'empty']), 'shipstats sync');
  });
});

describe('the key', () => {
  it('is in nothing that was said, shown, answered or stored', async () => {
    await run(['check']);
    const server = await serveShipstats([], { cwd: world.folder, env: world.env });
    await untilSynced(server.url);
    for (const page of [
      '/dashboards',
      '/metrics',
      '/metrics/openai_cost_usd',
      '/sources',
      '/sources/openai',
      '/connect',
      '/api',
      '/api/v1/openapi.json',
      '/api/v1/metrics',
      '/api/v1/sources',
      '/api/v1/sources/openai/runs',
      '/nowhere',
    ]) {
      const answer = await fetch(server.url + page);
      said.push(JSON.stringify([...answer.headers]), await answer.text());
    }
    const { stdout, stderr } = await server.stop();
    said.push(stdout, stderr);
    for (const name of await readdir(path.dirname(database()))) {
      said.push(await readFile(path.join(path.dirname(database()), name), 'latin1'));
    }
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter((text) => text.includes(KEY) || text.includes(KEY.slice(9)))).toEqual([]);
  });
});
