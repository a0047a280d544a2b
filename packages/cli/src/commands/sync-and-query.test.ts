import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Simulator, startSimulator } from '@shipstats/connector-openai/simulator';
import { add, type Decimal, formatDecimal, parseDecimal, subtract, withFiner, ZERO } from '@shipstats/core';
import { openSqliteStore } from '@shipstats/store';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { builtInDefinitions } from '../load-config.ts';
import { makeFolder, openaiConfig, runCli, spawnCli } from '../testing/run-cli.ts';

const NOW = '2026-11-22T13:30:00Z';
const KEY = 'sk-admin-of-the-tests-0123456789';
let simulator: Simulator;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startSimulator({ now: NOW, adminKey: KEY, historyDays: 40 });
  env = { OPENAI_BASE_URL: `${simulator.url}/v1`, OPENAI_ADMIN_API_KEY: KEY, SHIPSTATS_NOW: NOW };
});
afterAll(() => simulator.close());
beforeEach(() => simulator.setFaults([]));

function exact(text: string | undefined): Decimal {
  return parseDecimal(text ?? '') ?? ZERO;
}

/** The exact sum of what the simulator says. */
function truth(endpoint: 'costs' | 'completions', measure: string, from: string): string {
  const rows = simulator.truth({ endpoint, from });
  const sum = rows.reduce((total, row) => add(total, exact(row.measures[measure])), ZERO);
  return formatDecimal(sum);
}

const config = { 'shipstats.config.json': { connectors: [withResources(['openai_cost_usd'])] } };

function withResources(resources: string[]) {
  const [connector] = openaiConfig.connectors;
  return { ...connector, config: { ...connector?.config, resources } };
}

describe('sync and query', () => {
  test('what is older than the retention is deleted after a sync', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    writeFileSync(
      path.join(cwd, 'shipstats.config.json'),
      JSON.stringify({ ...config['shipstats.config.json'], retention: { maxAge: '10d' } }),
    );
    expect(await runCli(['sync'], { cwd, env })).toMatchObject({ code: 0 });
    const { stdout } = await runCli(['query', 'openai_cost_usd', '--window', '30d', '--json'], { cwd, env });
    expect(JSON.parse(stdout)).toMatchObject({
      value: truth('costs', 'amount', '2026-11-13'),
      stamp: { unknownBuckets: 20 },
    });
  });

  test('the verbatim configuration shows exactly what the source says', async () => {
    const cwd = makeFolder();
    const file = fileURLToPath(new URL('../../../../examples/openai.config.ts', import.meta.url));
    const options = { cwd, env: { ...env, SHIPSTATS_CONFIG: file } };
    expect(await spawnCli(['sync'], options)).toMatchObject({ code: 0 });

    const ask = async (...argv: string[]) =>
      JSON.parse((await spawnCli(['query', ...argv, '--json'], options)).stdout);
    const spend = await ask('openai_cost_usd', '--window', '30d');
    expect(spend).toMatchObject({
      metric: 'openai_cost_usd',
      unit: 'usd',
      window: { start: '2026-10-24T00:00:00Z', end: '2026-11-23T00:00:00Z' },
      value: truth('costs', 'amount', '2026-10-24'),
      rows: [{ value: truth('costs', 'amount', '2026-10-24') }],
    });
    expect(spend.stamp).toMatchObject({ through: '2026-11-22', partial: true, unknownBuckets: 0 });
    const tokens = await ask('openai_completions_input_tokens', '--window', '1d');
    expect(tokens.value).toBe(Number(truth('completions', 'input_tokens', '2026-11-22')));
  });

  test('R31 names stand beside ids, and stay away where the configuration says so', async () => {
    const cwd = makeFolder(config);
    const synced = await runCli(['sync'], { cwd, env });
    expect(synced.stdout).toMatch(/names: 6 names, 1 request\n/);
    const ask = async (...argv: string[]) =>
      (
        await runCli(['query', 'openai_cost_usd', '--window', '30d', '--by', 'project_id', ...argv], {
          cwd,
          env,
        })
      ).stdout;
    expect(await ask()).toMatch(/Production assistant \(proj_prod_assistant\) +\$\d/);
    expect(await ask('--csv')).toMatch(
      /^project_id,project_name,openai_cost_usd,unit\r\nproj_prod_assistant,Production assistant,/,
    );
    const row = {
      dims: { project_id: 'proj_prod_assistant' },
      names: { project_id: 'Production assistant' },
    };
    expect(JSON.parse(await ask('--json')).rows).toContainEqual({ ...row, value: expect.any(String) });

    const [connector] = openaiConfig.connectors;
    const without = { ...connector, config: { ...connector?.config, names: 'none' } };
    writeFileSync(path.join(cwd, 'shipstats.config.json'), JSON.stringify({ connectors: [without] }));
    expect((await runCli(['sync'], { cwd, env })).stdout).not.toContain('names');
    expect(await ask()).toMatch(/^ +proj_prod_assistant +\$\d/m);
    expect(await ask('--csv')).toMatch(/^project_id,openai_cost_usd/);
  });

  test('R31 a key that may not read names syncs all the same, with one warning that says what to do', async () => {
    const other = await startSimulator({
      now: NOW,
      adminKey: 'sk-admin-of-another-0123456789',
      historyDays: 40,
      keys: { [KEY]: { scopes: ['api.usage.read'] } },
    });
    try {
      const cwd = makeFolder(config);
      const ofOther = { ...env, OPENAI_BASE_URL: `${other.url}/v1` };
      const synced = await runCli(['sync'], { cwd, env: ofOther });
      expect(synced.code).toBe(0);
      expect(synced.stdout).toContain('! names: partial, 0 names, 1 request\n  warning: openai: 403 on GET');
      expect(synced.stdout).toContain('"api.management.read" permission');
      expect(synced.stdout.match(/warning:/g)).toHaveLength(1);
      const checked = await runCli(['check'], { cwd, env: ofOther });
      expect(checked.code).toBe(0);
      expect(checked.stdout).toContain('names cannot be read: answered 403.');
    } finally {
      await other.close();
    }
  });

  test('answers by dimension, bucket and filter, as JSON, CSV and a table', async () => {
    const cwd = makeFolder(config);
    expect((await runCli(['sync'], { cwd, env })).code).toBe(0);
    const ask = (...argv: string[]) => runCli(['query', 'openai_cost_usd', ...argv], { cwd, env });

    const byDay = JSON.parse(
      (await ask('--window', '3d', '--bucket', 'day', '--by', 'project_id', '--json')).stdout,
    );
    expect(byDay.rows[0]).toMatchObject({ bucket: '2026-11-20', dims: { project_id: expect.any(String) } });
    const [project] = byDay.rows.map((row: { dims: { project_id: string } }) => row.dims.project_id);
    const filtered = JSON.parse(
      (await ask('--window', '3d', '--filter', `project_id=${project}`, '--json')).stdout,
    );
    const wanted = simulator
      .truth({ endpoint: 'costs', from: '2026-11-20', groupBy: ['project_id'] })
      .filter((row) => row.dimensions.project_id === project)
      .reduce((sum, row) => add(sum, exact(row.measures.amount)), ZERO);
    expect(filtered.value).toBe(formatDecimal(wanted));

    const csv = (await ask('--window', '2d', '--bucket', 'day', '--csv')).stdout.split('\r\n');
    expect(csv[0]).toBe('bucket,state,openai_cost_usd,unit');
    expect(csv).toHaveLength(4);

    const table = (await ask('--window', '30d', '--by', 'line_item', '--top', '3')).stdout;
    expect(table).toContain('OpenAI spend · last 30 days, 24 Oct – 22 Nov 2026');
    expect(table).toMatch(/^ {2}other/m);
    expect(table).toMatch(/[▁▂▃▄▅▆▇█]{10}/);
    expect(table).toContain('OpenAI, GET /v1/organization/costs · synced just now · through 22 Nov, partial');
  });

  test('R22: leaves out what may still change, and says so', async () => {
    const cwd = makeFolder(config);
    expect((await runCli(['sync'], { cwd, env })).code).toBe(0);
    const ask = (...argv: string[]) =>
      runCli(['query', 'openai_cost_usd', '--window', '10d', '--complete', ...argv], { cwd, env });
    // Costs are final 7 days after their day: on the 22nd, through the 14th.
    const { value, leftOut } = JSON.parse((await ask('--json')).stdout);
    const whole = exact(truth('costs', 'amount', '2026-11-13'));
    const rest = exact(truth('costs', 'amount', '2026-11-15'));
    expect(value).toBe(formatDecimal(subtract(whole, rest)));
    expect(leftOut).toMatchObject({ window: { start: '2026-11-15T00:00:00Z' }, buckets: 8 });
    const { stdout } = await ask('--compare');
    expect(stdout).toContain('left out: 8 buckets from 15 Nov on, which may still change');
    expect(stdout).toContain('last 10 days, 13 Nov – 14 Nov 2026');
  });

  test('a second sync changes nothing but when it was read', async () => {
    const cwd = makeFolder(config);
    const first = await runCli(['sync', '--json'], { cwd, env });
    const again = await runCli(['sync', '--json'], { cwd, env });
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(JSON.parse(first.stdout).runs[0]).toMatchObject({
      connector: 'openai',
      status: 'succeeded',
      trigger: 'manual',
    });
    expect(JSON.parse(again.stdout).runs[0].resources[0].rows).toBeLessThan(
      JSON.parse(first.stdout).runs[0].resources[0].rows,
    );
    const { stdout } = await runCli(['query', 'openai_cost_usd', '--json'], { cwd, env });
    expect(JSON.parse(stdout).value).toBe(truth('costs', 'amount', '2026-10-24'));
  });

  test.each([403, 500])(
    'R27 exits with 1 when one endpoint fails (%d); the others are stored, and so is what was',
    async (status) => {
      const both = { connectors: [withResources(['openai_cost_usd', 'openai_embeddings_requests'])] };
      const cwd = makeFolder({ 'shipstats.config.json': both });
      expect((await runCli(['sync'], { cwd, env })).code).toBe(0);
      const stored = async (metric: string) =>
        JSON.parse((await runCli(['query', metric, '--window', '30d', '--json'], { cwd, env })).stdout);
      const before = await stored('openai_embeddings_requests');
      const headers = { 'x-should-retry': 'false' };
      simulator.setFaults([{ match: { path: '/embeddings' }, do: { kind: 'status', status, headers } }]);
      const { code, stdout } = await runCli(['sync'], { cwd, env });
      expect(stdout).toMatch(/✗ embeddings: failed/);
      expect(stdout).toMatch(/✓ costs: \d+ days/);
      expect(code).toBe(1);
      expect((await stored('openai_embeddings_requests')).value).toBe(before.value);
      expect((await stored('openai_cost_usd')).value).toBe(truth('costs', 'amount', '2026-10-24'));
    },
  );

  test('exits with 3 when another process is at work, and does nothing', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    const store = await openSqliteStore({ file: path.join(cwd, '.shipstats', 'shipstats.db') });
    await store.acquireLease('sync:openai', 'somebody else', 60, Date.parse(NOW) / 1000);
    await store.close();
    const { code, stderr } = await runCli(['sync'], { cwd, env });
    expect(stderr).toContain('is being synced by somebody else');
    expect(code).toBe(3);
  });

  test('exits with 130 when it is stopped', async () => {
    const cwd = makeFolder(config);
    const signal = AbortSignal.abort('SIGINT');
    expect((await runCli(['sync'], { cwd, env, signal })).code).toBe(130);
  });

  test('draws bars on a terminal and takes them away', async () => {
    const cwd = makeFolder(config);
    let drawn = '';
    const stderr = { isTTY: true, columns: 80, write: (text: string) => (drawn += text) };
    // A clock that runs, from the simulator's moment on: progress is drawn by it.
    const startedMs = Date.now();
    const clock = () => new Date(Date.parse(NOW) + Date.now() - startedMs);
    const io = { stderr, clock };
    expect((await runCli(['sync'], { cwd, env: { ...env, SHIPSTATS_NOW: '' }, io })).code).toBe(0);
    expect(drawn).toMatch(/costs [█░]{20} \d+\/30 days/);
    expect(drawn.endsWith('\u001b[0J')).toBe(true);
  });
});

describe('trouble', () => {
  test('a missing secret is told with the three ways to set it, and nothing is asked', async () => {
    const cwd = makeFolder(config);
    simulator.clearRequests();
    const { code, stderr } = await runCli(['sync'], { cwd, env: { ...env, OPENAI_ADMIN_API_KEY: '' } });
    expect(code).toBe(1);
    expect(stderr).toContain('connectors[0].config.adminApiKey: the secret OPENAI_ADMIN_API_KEY is not set.');
    expect(stderr).toContain('OPENAI_ADMIN_API_KEY_FILE');
    expect(simulator.requests()).toEqual([]);
  });

  test('a secret may be in a file', async () => {
    const cwd = makeFolder({ ...config, key: `${KEY}\n` });
    const fromFile = { ...env, OPENAI_ADMIN_API_KEY: '', OPENAI_ADMIN_API_KEY_FILE: 'key' };
    expect((await runCli(['sync'], { cwd, env: fromFile })).code).toBe(0);
    const { stderr } = await runCli(['sync'], {
      cwd,
      env: { ...fromFile, OPENAI_ADMIN_API_KEY_FILE: 'nowhere' },
    });
    expect(stderr).toContain('OPENAI_ADMIN_API_KEY_FILE: cannot read nowhere (ENOENT).');
  });

  test('a wrong key is told with what to do, and never printed', async () => {
    const cwd = makeFolder(config);
    const wrong = { ...env, OPENAI_ADMIN_API_KEY: 'sk-proj-wrong-0123456789' };
    for (const argv of [['sync'], ['sync', '--json'], ['check'], ['check', '--json']]) {
      const { code, stdout, stderr } = await runCli(argv, { cwd, env: wrong });
      expect(code).toBe(1);
      expect(stdout).toMatch(/admin key/);
      expect(stdout + stderr).not.toContain('wrong-0123456789');
    }
    expect(readFileSync(path.join(cwd, '.shipstats', 'shipstats.db')).includes('wrong-0123456789')).toBe(
      false,
    );
  });

  test('a wrong key is told once for all endpoints', async () => {
    const cwd = makeFolder({ 'shipstats.config.json': openaiConfig });
    const wrong = { ...env, OPENAI_ADMIN_API_KEY: 'sk-admin-wrong-0123456789' };
    const { stdout } = await runCli(['sync'], { cwd, env: wrong });
    expect(stdout.match(/^✗ /gm)).toHaveLength(11);
    expect(stdout.match(/401/g)).toHaveLength(1);
    expect(stdout).toMatch(/^ {2}all 11: openai: 401\. Incorrect API key/m);
  });

  test('an unknown metric, connector, dimension or window is told with the nearest', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    const ask = async (...argv: string[]) => (await runCli(['query', ...argv], { cwd, env })).stderr;
    expect(await ask('openai_cost_us')).toContain('Did you mean "openai_cost_usd"?');
    expect(await ask('openai_cost_usd', '--by', 'line_items')).toContain('Did you mean "line_item"?');
    expect(await ask('openai_cost_usd', '--window', '30x')).toContain('not a window');
    expect(await ask('openai_cost_usd', '--connector', 'opena')).toContain('Did you mean "openai"?');
    expect((await runCli(['sync', 'opena'], { cwd, env })).stderr).toContain('Did you mean "openai"?');
  });

  test('before the first sync a query says that nothing is stored', async () => {
    const cwd = makeFolder(config);
    const { code, stderr } = await runCli(['query', 'openai_cost_usd'], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toContain('nothing is stored yet');
    expect(existsSync(path.join(cwd, '.shipstats'))).toBe(false);
  });

  test('a file where the data folder should be is told with what to do', async () => {
    const cwd = makeFolder({ ...config, data: 'not a folder' });
    const { code, stderr } = await runCli(['sync', '--data', 'data'], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toContain('/data is a file, not a folder. Name the folder');
  });

  test('a damaged database is left as it is, and told with what to do', async () => {
    const cwd = makeFolder({
      ...config,
      'shipstats.db': 'this is no database, but it is long enough to look like one',
    });
    const { code, stderr } = await runCli(['sync', '--data', '.'], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toContain('damaged or is no Shipstats store');
    expect(readFileSync(path.join(cwd, 'shipstats.db'), 'utf8')).toContain('this is no database');
  });

  test('a database of a newer version is left as it is', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    const file = path.join(cwd, '.shipstats', 'shipstats.db');
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(9999, 60); // the user version: https://www.sqlite.org/fileformat.html#the_database_header
    writeFileSync(file, bytes);
    const { code, stderr } = await runCli(['query', 'openai_cost_usd'], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toContain('made by a newer Shipstats');
  });
});

describe('the data folder', () => {
  test('is for its owner only and kept out of Git', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    const folder = path.join(cwd, '.shipstats');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readFileSync(path.join(folder, '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('can be backed up and verified', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    expect(await runCli(['backup', 'copy.db'], { cwd, env })).toMatchObject({ code: 0 });
    expect((await runCli(['backup', 'copy.db'], { cwd, env })).stderr).toContain('the file exists');
    const verified = await runCli(['verify'], { cwd, env });
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toMatch(/✓ openai\.costs: 30 buckets, .* rows, 2026-10-24 to 2026-11-22/);
  });

  test('is backed up and verified whatever became of the configuration', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    const named = ['--data', '.shipstats'];
    const stale = { SHIPSTATS_CONFIG: 'gone.json' };
    expect(await runCli(['verify', ...named], { cwd, env: stale })).toMatchObject({ code: 0, stderr: '' });
    const alsoStale = { ...stale, SHIPSTATS_DATA: '.shipstats' };
    expect(await runCli(['verify'], { cwd, env: alsoStale })).toMatchObject({ code: 0, stderr: '' });
    writeFileSync(path.join(cwd, 'shipstats.config.json'), '{');
    expect(await runCli(['backup', 'copy.db', ...named], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
});

test('check tells of each thing that a sync needs', async () => {
  const cwd = makeFolder(config);
  const { code, stdout } = await runCli(['check'], { cwd, env });
  expect(stdout).toMatch(/✓ configuration: .*1 connector/);
  expect(stdout).toMatch(/✓ openai: key: an admin key/);
  expect(stdout).toMatch(/✓ openai: GET \/v1\/organization\/costs: reachable/);
  expect(stdout, 'what is assumed is not told as if it were known').toMatch(/^\? openai: rate limits: /m);
  expect(stdout).toContain('✓ npm: nothing followed');
  expect(code).toBe(0);
  const unreachable = await runCli(['check'], {
    cwd,
    env: { ...env, OPENAI_BASE_URL: 'http://192.0.2.1/v1' },
  });
  expect(unreachable.code).toBe(1);
  expect(unreachable.stdout).toContain('is not encrypted');
});

describe('revisions', () => {
  const later = { ...env, SHIPSTATS_NOW: '2026-11-22T13:31:00Z' };

  test('R21: what a source changed later is listed as a table, as JSON and as CSV', async () => {
    const cwd = makeFolder(config);
    expect(await runCli(['sync'], { cwd, env })).toMatchObject({ code: 0 });
    const none = await runCli(['revisions', 'openai_cost_usd'], { cwd, env });
    expect(none).toMatchObject({ code: 0, stdout: 'Nothing was revised.\n' });
    const store = await openSqliteStore({ file: path.join(cwd, '.shipstats', 'shipstats.db') });
    const resource = builtInDefinitions
      .flatMap(({ resources }) => resources)
      .find(({ name }) => name === 'costs');
    if (!resource) throw new Error('no costs');
    await store.declare('openai', [resource]);
    const [stored] = await store.storedBuckets('openai', 'costs', { start: 0, end: 2_000_000_000 });
    if (!stored) throw new Error('nothing stored');
    await store.commit({
      connector: 'openai',
      resource: 'costs',
      buckets: [
        {
          start: stored.start,
          quarantined: [],
          rows: [
            {
              dimensions: resource.dimensions.map(
                ({ name }) => ({ line_item: '=later', project_id: 'proj_support_copilot' })[name] ?? null,
              ),
              values: resource.measures.map(({ name }) =>
                name === 'amount' ? (parseDecimal('0.30') ?? null) : null,
              ),
            },
          ],
        },
      ],
      syncedAt: Date.parse('2026-11-22T13:31:00Z') / 1000,
      identity: stored.identity,
      progress: null,
      lease: null,
    });
    await store.close();
    const table = await runCli(['revisions', 'openai_cost_usd', '--rows'], { cwd, env: later });
    expect(table.stdout).toContain('2026-11-22T13:31:00Z');
    expect(table.stdout).toContain('line_item =later, project_id Support copilot (proj_support_copilot)');
    const json = await runCli(['revisions', 'openai_cost_usd', '--rows', '--limit', '900', '--json'], {
      cwd,
      env: later,
    });
    expect(JSON.parse(json.stdout)).toMatchObject({
      revisions: expect.arrayContaining([
        expect.objectContaining({ measure: 'amount', dimensions: null, after: '0.3' }),
        expect.objectContaining({ names: { project_id: 'Support copilot' }, after: '0.3' }),
      ]),
    });
    const csv = await runCli(['revisions', 'openai_cost_usd', '--rows', '--csv'], { cwd, env: later });
    expect(csv.stdout).toContain(
      '"line_item =later, project_id proj_support_copilot",,0.3,2026-11-22T13:31:00Z,"line_item =later, project_id Support copilot (proj_support_copilot)"\r\n',
    );
    expect(await runCli(['revisions', '--limit', '0'], { cwd, env })).toMatchObject({ code: 2 });
  });
});

test('R21: revisions of a metric are those of days or of hours, as the window asks', async () => {
  const [connector] = openaiConfig.connectors;
  const hourly = { ...connector, config: { ...connector?.config, granularity: 'hour' } };
  const cwd = makeFolder({ 'shipstats.config.json': { connectors: [hourly] } });
  const resources = withFiner(builtInDefinitions.find(({ id }) => id === 'openai')?.resources ?? []);
  const store = await openSqliteStore({ file: path.join(cwd, '.shipstats', 'shipstats.db') });
  await store.declare('openai', resources);
  const now = Date.parse(NOW) / 1000;
  const change = async (name: string, start: number, tokens: readonly number[]) => {
    const { dimensions, measures } = resources.find((one) => one.name === name) ?? {};
    for (const [index, value] of tokens.entries()) {
      await store.commit({
        connector: 'openai',
        resource: name,
        buckets: [
          {
            start,
            rows: [
              {
                dimensions: dimensions?.map(() => null) ?? [],
                values: measures?.map((measure) => (measure.name === 'input_tokens' ? value : null)) ?? [],
              },
            ],
            quarantined: [],
          },
        ],
        syncedAt: now + index,
        identity: 'a test',
        progress: null,
        lease: null,
      });
    }
  };
  await change('completions', Date.parse('2026-11-21T00:00:00Z') / 1000, [24, 25]);
  await change('completions_by_hour', Date.parse('2026-11-22T07:00:00Z') / 1000, [1, 2]);
  await store.close();
  const changed = async (...argv: string[]) => {
    const metric = 'openai_completions_input_tokens';
    const { stdout } = await runCli(['revisions', metric, ...argv], { cwd, env });
    const [head = '', ...rows] = stdout.split('\n');
    return [head.split(' ')[0], ...rows.filter(Boolean).map((row) => row.split(' ')[0])];
  };
  expect(await changed('--window', '7d')).toEqual(['day', '2026-11-21']);
  expect(await changed('--window', '24h')).toEqual(['hour', '2026-11-22T07:00:00Z']);
  expect(await changed()).toEqual(['time', '2026-11-22T07:00:00Z', '2026-11-21']);
});

describe('what is asked for beside what is due', () => {
  test('a backfill has every day since the one that was named; what is deleted at once is refused', async () => {
    const cwd = makeFolder(config);
    const back = ['sync', '--since', '2026-10-20'];
    expect(await runCli(back, { cwd, env })).toMatchObject({ code: 0 });
    const { stdout } = await runCli(['query', 'openai_cost_usd', '--window', '34d', '--json'], { cwd, env });
    expect(JSON.parse(stdout)).toMatchObject({ stamp: { unknownBuckets: 0 } });
    expect(await runCli(['sync', '--since', 'yesterday'], { cwd, env })).toMatchObject({ code: 2 });
    writeFileSync(
      path.join(cwd, 'shipstats.config.json'),
      JSON.stringify({ ...config['shipstats.config.json'], retention: { maxAge: '10d' } }),
    );
    const refused = await runCli(back, { cwd, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('retention.maxAge keeps 10 days, from 2026-11-13 on');
  });

  test('verify reads finished days again and says whether they changed', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    const before = simulator.requests().length;
    const { code, stdout } = await runCli(['verify', 'openai', '--since', '2026-10-24'], { cwd, env });
    expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: 'openai: every finished day is what it was.',
    });
    expect(stdout).toMatch(/costs: (29|30) days/);
    expect(simulator.requests().length).toBeGreaterThan(before);
    expect(await runCli(['verify', '--since', '2026-10-24'], { cwd, env })).toMatchObject({ code: 2 });
    expect(await runCli(['quarantine'], { cwd, env })).toMatchObject({
      stdout: 'Nothing is in quarantine.\n',
    });
  });

  test('verify does not say that all is as it was where nothing could be verified', async () => {
    const cwd = makeFolder(config);
    await runCli(['sync'], { cwd, env });
    simulator.setFaults([{ do: { kind: 'status', status: 403 } }]);
    const { code, stdout } = await runCli(['verify', 'openai', '--since', '2026-10-24'], { cwd, env });
    expect(code).toBe(1);
    expect(stdout).toContain('could not be verified');
    expect(stdout).not.toContain('is what it was');
  });

  test('what is in quarantine is listed as it came, and read again however old it is', async () => {
    const cwd = makeFolder(config);
    simulator.setFaults([{ match: { path: '/costs', times: 1 }, do: { kind: 'badAmount', raw: '"1,5"' } }]);
    expect(await runCli(['sync'], { cwd, env })).toMatchObject({ code: 1 });
    simulator.setFaults([]);
    const listed = await runCli(['quarantine', '--json'], { cwd, env });
    const { rows } = JSON.parse(listed.stdout);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows[0]).toMatchObject({ connector: 'openai', resource: 'costs' });
    expect(rows[0].raw).toContain('"value":"1,5"');
    const days = rows.map(({ bucket }: { readonly bucket: string }) => bucket);
    // As the API tells a day.
    expect(days[0]).toMatch(/^\d{4}-\d{2}-\d{2}$/);

    // A month later they are far beyond what is read again by itself.
    const late = { ...env, SHIPSTATS_NOW: '2027-01-10T13:30:00Z' };
    simulator.setNow('2027-01-10T13:30:00Z');
    onTestFinished(() => simulator.setNow(NOW));
    const retried = await runCli(['quarantine', '--retry'], { cwd, env: late });
    expect(retried).toMatchObject({ code: 0 });
    expect(await runCli(['quarantine'], { cwd, env: late })).toMatchObject({
      stdout: 'Nothing is in quarantine.\n',
    });
    const byDay = await runCli(['query', 'openai_cost_usd', '--window', '90d', '--bucket', 'day', '--json'], {
      cwd,
      env: late,
    });
    const oldest = days.at(-1) ?? '';
    const [row] = JSON.parse(byDay.stdout).rows.filter((each: { bucket: string }) => each.bucket === oldest);
    const said = simulator.truth({ endpoint: 'costs', from: oldest }).filter(({ day }) => day === oldest);
    const total = said.reduce((sum, { measures }) => add(sum, exact(measures.amount)), ZERO);
    expect(row.value).toBe(formatDecimal(total));
    expect(await runCli(['quarantine', '--retry'], { cwd, env: late })).toMatchObject({
      code: 0,
      stdout: 'Nothing is in quarantine.\n',
    });
  });
});
