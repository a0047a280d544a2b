import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createProcessIo } from './io.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';
import { makeFolder, runCli, spawnBin, spawnCli } from './testing/run-cli.ts';
import { readVersion } from './version.ts';

describe('the command line', () => {
  test('tells its version and its commands on stdout', async () => {
    const cwd = makeFolder();
    expect(await runCli(['--version'], { cwd })).toEqual({
      code: 0,
      stdout: `${readVersion()}\n`,
      stderr: '',
    });
    const help = await runCli(['--help'], { cwd });
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Exit codes:');
    expect((await runCli([], { cwd })).stdout).toBe(help.stdout);
  });

  test('has help with examples for every command', async () => {
    const cwd = makeFolder();
    const { command } = createProgram(createSession(createProcessIo()));
    for (const { name } of command.commands.map((each) => ({ name: each.name() }))) {
      const { code, stdout } = await runCli([name, '--help'], { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: shipstats ${name}`);
      expect(stdout).toContain(`Examples:\n  `);
    }
  });

  test('takes the shared options with every command, before its name and after it', async () => {
    const cwd = makeFolder({ 'here.json': { connectors: [] } });
    const { command } = createProgram(createSession(createProcessIo()));
    const shared = ['--config', 'here.json', '--data', 'data', '--demo'];
    for (const name of command.commands.map((each) => each.name())) {
      for (const argv of [
        [...shared, name],
        [name, ...shared],
      ]) {
        // The first option that is refused is the one that none has; nothing runs.
        const { stderr } = await runCli([...argv, '--none'], { cwd });
        expect([argv, stderr.split('\n')[0]]).toEqual([argv, "error: unknown option '--none'"]);
      }
    }
    const { stdout } = await runCli(['--help'], { cwd });
    for (const option of shared.filter((word) => word.startsWith('--')))
      expect(stdout).toContain(`  ${option} `);
  });

  test.each([
    [['snyc'], 'Did you mean sync?'],
    [['query', 'x', '--windwo', '3d'], 'Did you mean --window?'],
    [['bogus', '--help'], "unknown command 'bogus'"],
    [['help', 'chek'], 'Did you mean check?'],
    [['query', 'openai_cost_usd', '--demo', '--window', '30'], 'not a window: "30"'],
    [['query', 'openai_cost_usd', '--demo', '--fn', 'median'], '"median" is no fn'],
    [['query', 'openai_cost_usd', '--demo', '--top', '0'], 'Not a number of series: "0"'],
    [['query', 'openai_cost_usd', '--demo', '--bucket', 'year'], '"year" is no bucket'],
    [['query', 'openai_cost_usd', '--demo', '--filter', 'model'], 'Not a filter: "model"'],
    [['serve', '--demo', '--port', '99999'], '--port: "99999" is not a whole number'],
    [['simulate', 'openai', '--port', '99999'], '--port: "99999" is not a whole number'],
    [['simulate', 'openai', '--seed', 'x'], '--seed: "x" is not a whole number'],
    [['simulate', 'openai', '--now', 'noon'], '--now: "noon" is not a moment'],
    [['simulate', 'opena'], 'Did you mean "openai"?'],
    [['simulate', 'openai', '--scenario', 'earthquake'], 'No scenario "earthquake". Scenarios: happy, '],
    [['simulate', 'openai', '--scenario', 'none.json'], '--scenario: none.json: ENOENT'],
    [['simulate', 'npm', '--scenario', 'happy'], 'the simulator of npm has none'],
    [['query'], "missing required argument 'metric'"],
    [['query', 'x', '--json', '--csv'], 'cannot be used with'],
    [['query', 'x', '--by', 'a,b,c'], 'At most two dimensions'],
  ])('exits with 2 for %j, with what was meant', async (argv, message) => {
    const { code, stdout, stderr } = await runCli(argv, { cwd: makeFolder() });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
  });

  test('exits with 1 for a name that only the configuration can know', async () => {
    const cwd = makeFolder();
    const run = (...argv: string[]) => runCli([...argv, '--demo'], { cwd });
    expect(await run('query', 'openai_cots')).toMatchObject({ code: 1 });
    expect(await run('sync', 'opena')).toMatchObject({ code: 1 });
  });

  test('prints the stack of a bug, and says that it is one', async () => {
    const cwd = makeFolder();
    const io = {
      stopSignal: () => {
        throw new TypeError('something nobody thought of');
      },
    };
    const { code, stderr } = await runCli(['serve'], { cwd, io });
    expect(code).toBe(1);
    expect(stderr).toContain('this is a bug');
    expect(stderr).toMatch(/TypeError: something nobody thought of\n\s+at /);
  });

  test('colours only where it should', async () => {
    const cwd = makeFolder();
    const coloured = async (env: Record<string, string>) =>
      (await runCli(['metrics', '--demo'], { cwd, env: { NO_COLOR: '', ...env } })).stdout.includes(
        '\u001b[',
      );
    expect(await coloured({})).toBe(false);
    expect(await coloured({ FORCE_COLOR: '1' })).toBe(true);
    expect(await coloured({ FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  test('runs as a command from any folder', async () => {
    const cwd = makeFolder();
    expect(await spawnBin(['--version'], { cwd })).toMatchObject({ code: 0, stdout: `${readVersion()}\n` });
    expect(await spawnBin(['metrics'], { cwd })).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('init', () => {
  test('writes a configuration that loads, an example of .env, and keeps .env out of Git', async () => {
    const cwd = makeFolder({ '.gitignore': 'node_modules' });
    const { code, stdout } = await runCli(['init'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('npx shipstats check');
    expect(readFileSync(`${cwd}/.gitignore`, 'utf8')).toBe('node_modules\n.env\n');
    expect(readFileSync(`${cwd}/.env.example`, 'utf8')).toContain('OPENAI_ADMIN_API_KEY=');
    const { code: loaded, stderr } = await spawnCli(['metrics'], { cwd });
    expect(stderr).toBe('');
    expect(loaded).toBe(0);
  });

  test('overwrites only with --force', async () => {
    const cwd = makeFolder({ 'shipstats.config.mjs': 'export default {};' });
    const refused = await runCli(['init'], { cwd });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('shipstats.config.mjs: is there already. Add --force');
    expect((await runCli(['init', '--force'], { cwd })).code).toBe(0);
  });
});

test('metrics lists names, units, dimensions and fields, also as JSON', async () => {
  const cwd = makeFolder();
  const { metrics } = JSON.parse((await runCli(['metrics', '--demo', '--json'], { cwd })).stdout);
  const ofConnector = (name: string) =>
    metrics.filter((each: { connector: string }) => each.connector === name).length;
  expect([ofConnector('openai'), ofConnector('npm'), metrics.length]).toEqual([20, 3, 23]);
  expect(metrics.find((each: { name: string }) => each.name === 'openai_cost_usd')).toMatchObject({
    unit: 'usd',
    kind: 'flow',
    granularity: 'day',
    dimensions: ['line_item', 'project_id', 'api_key_id', 'organization_id', 'currency', 'quantity_unit'],
    endpoint: 'GET /v1/organization/costs',
  });
  expect((await runCli(['metrics', '--demo'], { cwd })).stdout).toContain('input_cached_tokens');
});

describe('simulate', () => {
  const own = {
    name: 'slow-start',
    description: 'The first costs fail.',
    options: {
      now: '2026-08-21T10:00:00Z',
      faults: [{ match: { path: '/costs' }, do: { kind: 'status', status: 418 } }],
    },
  };

  test.each([
    ['quota-429', [], 429, 'Costs answer 429', '2026-08-21T10:00:00.000Z'],
    ['own.json', [], 418, 'Scenario slow-start: The first costs fail.', '2026-08-21T10:00:00.000Z'],
    [
      'own.json',
      ['--now', '2026-08-22T00:00:00Z', '--seed', '7'],
      418,
      '(seed 7,',
      '2026-08-22T00:00:00.000Z',
    ],
    ['bad-scope', [], 200, 'Another key: sk-admin-names-only', '2026-08-21T10:00:00.000Z'],
  ])('starts in the scenario %s %j', async (scenario, more, status, told, now) => {
    const stop = new AbortController();
    const printed = Promise.withResolvers<string>();
    const ended = runCli(['simulate', 'openai', '--port', '0', '--scenario', scenario, ...more], {
      cwd: makeFolder({ 'own.json': own }),
      signal: stop.signal,
      onStdout: printed.resolve,
    });
    const text = await printed.promise;
    expect(text).toContain(told);
    expect(text).toContain(`SHIPSTATS_NOW=`);
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
    const answer = await fetch(`${url}/v1/organization/costs?start_time=1787184000`, {
      headers: { authorization: `Bearer ${/Key: (\S+)/.exec(text)?.[1]}` },
    });
    expect(answer.status).toBe(status);
    expect(await (await fetch(`${url}/__sim/clock`)).json()).toEqual({ now });
    stop.abort();
    expect((await ended).code).toBe(0);
  });

  test.each([
    ['{', 'JSON'],
    ['[]', 'A scenario must be a JSON object'],
    ['{"options":{"sped":1}}', 'No option "sped". Options: seed, now'],
    ['{"options":{"switches":{"amount":"string"}}}', 'No switch "amount"'],
    [
      '{"options":{"faults":[{"match":{"nth":0},"do":{"kind":"reset"}}]}}',
      '"nth" must be a whole number from 1',
    ],
    ['{"options":{"now":"noon"}}', '"now" must be a moment'],
    ['{"options":{"scale":{"people":3}}}', 'No scale "people"'],
    ['{"options":{"keys":{"sk-1":{"scopes":"all"}}}}', 'lists of texts'],
    ['{"option":{}}', 'A scenario has no "option"'],
  ])('refuses the scenario %s', async (text, problem) => {
    const cwd = makeFolder({ 'own.json': text });
    const { code, stderr } = await runCli(['simulate', 'openai', '--scenario', 'own.json'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--scenario: own.json: ');
    expect(stderr).toContain(problem);
  });

  test('prints address and key, answers, and ends when stopped', async () => {
    const stop = new AbortController();
    const printed = Promise.withResolvers<string>();
    const ended = runCli(['simulate', 'openai', '--port', '0', '--now', '2026-11-22T12:00:00Z'], {
      cwd: makeFolder(),
      signal: stop.signal,
      onStdout: printed.resolve,
    });
    const text = await printed.promise;
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0] ?? '';
    expect(text).toContain(`OPENAI_BASE_URL=${url}/v1`);
    const answer = await fetch(`${url}/v1/organization/costs?start_time=1795219200`, {
      headers: { authorization: `Bearer ${/Key: (\S+)/.exec(text)?.[1]}` },
    });
    expect(answer.status).toBe(200);
    stop.abort();
    expect((await ended).code).toBe(0);
  });
});
