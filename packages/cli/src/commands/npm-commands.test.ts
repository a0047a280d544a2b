import path from 'node:path';
import { type NpmSimulator, startNpmSimulator } from '@shipstats/registry/simulator';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { makeFolder, runCli } from '../testing/run-cli.ts';

const NOW = '2026-11-22T10:00:00Z';
/** Counts are asked for at npm's pace: a request every two seconds. */
const AT_NPMS_PACE = { timeout: 60_000 };

let simulator: NpmSimulator;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startNpmSimulator({ seed: 42, now: NOW });
  env = {
    npm_config_registry: simulator.registryUrl,
    NPM_DOWNLOADS_URL: simulator.downloadsUrl,
    NPM_CHANGES_URL: simulator.changesUrl,
    SHIPSTATS_NOW: NOW,
  };
});
afterAll(() => simulator.close());

const run = (...argv: string[]) => runCli(argv, { cwd: makeFolder(), env });

describe('pkg', () => {
  test('shows facts, the downloads of 30 days with their stamp, and advisories', AT_NPMS_PACE, async () => {
    const { code, stdout, stderr } = await run('pkg', 'tidewire');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^tidewire 5\.2\.1 · Typed pub\/sub/);
    expect(stdout).toMatch(/ {2}[\d,]{9} downloads of 30 days {3}[▁▂▃▄▅▆▇█·]{12}/);
    expect(stdout).toMatch(/npm downloads · through 21 Nov · 1 day unknown/);
    expect(stdout).toMatch(/maintainers +mara, okonjo, kestrelbot/);
    expect(stdout).toMatch(/advisories +none open for this version/);
  });

  test('tells the same number as JSON, and the advisories of an older version', AT_NPMS_PACE, async () => {
    const cwd = makeFolder();
    const text = await runCli(['pkg', 'saltmarsh'], { cwd, env });
    const { code, stdout } = await runCli(['pkg', 'saltmarsh', '--json'], { cwd, env });
    const answer = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(answer).toMatchObject({
      package: { name: 'saltmarsh' },
      downloads: { from: 'store', through: '2026-11-21', unknownDays: 1 },
    });
    expect(text.stdout).toContain(`${answer.downloads.downloads.toLocaleString('en')} downloads of 30 days`);
    expect(text.stdout).toMatch(/^deprecated /m);
    expect(answer.openAdvisories).toHaveLength(1);
  });

  test(
    'a query beside the made-up dashboards tells the same number, as a real one',
    AT_NPMS_PACE,
    async () => {
      const cwd = makeFolder();
      const { stdout } = await runCli(['pkg', 'tidewire', '--json'], { cwd, env });
      const query = ['query', 'npm_downloads', '--filter', 'package=tidewire', '--json'];
      const asked = await runCli([...query, '--demo', 'dashboards'], { cwd, env });
      expect(JSON.parse(asked.stdout)).toMatchObject({
        value: JSON.parse(stdout).downloads.downloads,
        stamp: { synthetic: false, through: '2026-11-21', unknownBuckets: 1 },
      });
    },
  );

  test('what is no name, what nobody has and what was unpublished are told apart', async () => {
    expect(await run('pkg', '../etc')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"../etc"'),
    });
    expect(await run('pkg', 'nobody-has-this-name')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no package "nobody-has-this-name"'),
    });
    expect(await run('pkg', 'edge-unpublished')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('All versions of "edge-unpublished" were unpublished'),
    });
  });

  test('without a downloads service the number is unknown, never zero, and why is told', async () => {
    const alone = { ...env, NPM_DOWNLOADS_URL: 'http://127.0.0.1:9' };
    const { code, stdout, stderr } = await runCli(['pkg', 'tidewire'], { cwd: makeFolder(), env: alone });
    expect(code).toBe(0);
    expect(stdout).toContain('unknown downloads of 30 days');
    expect(stderr).toBe("note npm's downloads service is not answering (no connection).\n");
  });
});

test('pkg warns of a package that npm took down, and names types that exist alone', async () => {
  const alone = { ...env, NPM_DOWNLOADS_URL: 'http://127.0.0.1:9' };
  const { stdout } = await runCli(['pkg', 'edge-security-placeholder'], { cwd: makeFolder(), env: alone });
  expect(stdout).toMatch(/^taken down npm took this package down for security reasons/m);
  expect(stdout).toMatch(/^ {2}types +none$/m);
});

test('pkg warns of a name that looks like another', async () => {
  const alone = { ...env, NPM_DOWNLOADS_URL: 'http://127.0.0.1:9' };
  const { stdout } = await runCli(['pkg', 't\u0456dewire'], { cwd: makeFolder(), env: alone });
  expect(stdout).toMatch(/^name This name mixes Latin and Cyrillic letters/m);
});

describe('search', () => {
  test('lists packages with their numbers; no more than asked for', async () => {
    const { code, stdout, stderr } = await run('search', 'tidewire', '--limit', '2');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')[0]).toMatch(/^package +30 days +trend +version +published +what it is$/);
    expect(stdout).toMatch(/^tidewire +5,352,133 /m);
    expect(stdout.split('\n\n')[0]?.split('\n')).toHaveLength(3);
    expect(stdout).toMatch(
      /local index of 20,000 packages, \d{4}-\d\d-\d\d · npm search · as it said on \d+ Nov$/m,
    );
  });

  test('sorts, filters and says why, by options', async () => {
    const { code, stdout } = await run('search', 'core', '--scope', 'babel', '--sort', 'downloads', '--why');
    expect(code).toBe(0);
    const names = [...stdout.matchAll(/^@[^ ]+/gm)].map(([name]) => name);
    expect(names.length).toBeGreaterThan(1);
    expect(names.every((name) => name.startsWith('@babel/'))).toBe(true);
    expect(stdout).toMatch(/^ +\+\d+\.\d {2}.+ downloads in 30 days$/m);
    expect(await run('search', 'csv', '--types', 'maybe')).toMatchObject({ code: 2, stdout: '' });
    expect(await run('search', 'csv', '--limit', '0')).toMatchObject({ code: 2, stdout: '' });
  });

  test('finds nothing with exit code 1, and as JSON with an empty list', async () => {
    const nothing = 'qqqzzzxxyyww';
    expect(await run('search', nothing)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^Nothing was found\. .*"shipstats pkg NAME".*\nlocal index of 20,000 packages, [\d-]+\n$/,
      ),
    });
    const { stdout } = await run('search', nothing, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ hits: [], hasMore: false });
  });
});

test('search says that npm’s search is not answering, also where nothing was found', async () => {
  const cwd = makeFolder();
  for (const text of ['express', 'qqqzzzxxyyww']) {
    const { stderr } = await runCli(['search', text], {
      cwd,
      env: { npm_config_registry: 'http://127.0.0.1:9/' },
    });
    // A busy machine may take so long to read npm's configuration alone.
    expect(stderr, text).toMatch(/^note npm.s search (is not answering|has not answered within)/m);
  }
});

test('a search in the demonstration finds what its made-up npm has, and nothing else', async () => {
  const cwd = makeFolder();
  const ask = async (text: string, now: string) => {
    const asked = ['search', text, '--demo', '--json'];
    const { stdout } = await runCli(asked, { cwd, env: { SHIPSTATS_NOW: now } });
    const { hits, index } = JSON.parse(stdout);
    return { index, names: hits.map(({ name }: { name: string }) => name) };
  };
  const found = await ask('tide', '2026-11-22T10:00:00Z');
  expect(found.names).toEqual(expect.arrayContaining(['tidewire', 'tidewire-legacy']));
  expect(found.index).toMatchObject({ builtOn: '2026-11-21' });
  expect(found.index.packages).toBeGreaterThan(300);
  // A real name, which the list that ships has.
  expect((await ask('express', '2026-11-22T10:00:00Z')).names).not.toContain('express');
  expect((await ask('tide', '2026-11-23T10:00:00Z')).index).toMatchObject({ builtOn: '2026-11-22' });
});

describe('in a demonstration whose search index cannot be made', () => {
  const runThere = async (...argv: string[]) => {
    const cwd = makeFolder({ 'no-folder': '' });
    vi.stubEnv('TMPDIR', path.join(cwd, 'no-folder'));
    try {
      return await runCli([...argv, '--demo'], { cwd, env: { SHIPSTATS_NOW: NOW } });
    } finally {
      vi.unstubAllEnvs();
    }
  };

  test('a search warns once and goes on', async () => {
    const { code, stdout, stderr } = await runThere('search', 'tidewire');
    expect(stderr.match(/^warning: .*$/gm)).toEqual([
      expect.stringMatching(
        /^warning: the search index of the made-up packages could not be built \(ENOTDIR.*\)\./,
      ),
    ]);
    expect(stderr).not.toContain('bug');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^tidewire /m) });
  });

  test('a command that does not search makes none', async () => {
    expect(await runThere('pkg', 'tidewire')).toMatchObject({ code: 0, stderr: '' });
  });
});

test('user lists the packages, the most downloaded first, with their sum', AT_NPMS_PACE, async () => {
  const { code, stdout } = await run('user', '@mara', '--json');
  const { user, packages } = JSON.parse(stdout);
  expect({ code, user }).toEqual({ code: 0, user: 'mara' });
  const counts = packages.map((hit: { downloads: { downloads: number } }) => hit.downloads.downloads);
  expect(counts.length).toBeGreaterThan(5);
  expect(counts).toEqual([...counts].sort((left, right) => right - left));
  expect(packages.map((hit: { name: string }) => hit.name)).toContain('tidewire-legacy');
});

test('user exits with 1 where npm lists no package', async () => {
  expect(await run('user', 'nobody-at-all')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: 'npm lists no package of @nobody-at-all.\n',
  });
});

test('user tells where and of when every number is', async () => {
  const alone = { ...env, NPM_DOWNLOADS_URL: 'http://127.0.0.1:9' };
  const { stdout } = await runCli(['user', '@mara'], { cwd: makeFolder(), env: alone });
  expect(stdout).toMatch(/^ {2}[\d,]{9,} downloads of 30 days$/m);
  expect(stdout).toMatch(/^ {2}npm search · as it said on \d+ Nov/m);
  expect(stdout).toMatch(/^tidewire +5,352,133 /m);
});

test('compare tells each day that a number ends with', AT_NPMS_PACE, async () => {
  const cwd = makeFolder();
  const before = { ...env, SHIPSTATS_NOW: '2026-11-21T10:00:00Z' };
  await runCli(['pkg', 'tidewire'], { cwd, env: before });
  await runCli(['pkg', 'saltmarsh'], { cwd, env });
  const alone = { ...env, NPM_DOWNLOADS_URL: 'http://127.0.0.1:9' };
  const { stdout } = await runCli(['compare', 'tidewire', 'saltmarsh'], { cwd, env: alone });
  expect(stdout).toMatch(/npm downloads · through 20 Nov.* · npm downloads · through 21 Nov/);
});

test('compare sets packages side by side and exits with 1 where one is missing', AT_NPMS_PACE, async () => {
  const { code, stdout } = await run('compare', 'tidewire,saltmarsh', 'nobody-has-this-name', '--json');
  expect(code).toBe(1);
  const { packages, failed } = JSON.parse(stdout);
  expect(packages).toMatchObject([
    { name: 'tidewire', version: '5.2.1', license: 'MIT', openAdvisories: 0 },
    { name: 'saltmarsh', openAdvisories: 1 },
  ]);
  expect(failed).toMatchObject([{ name: 'nobody-has-this-name' }]);
  const names = Array.from({ length: 11 }, (_, index) => `package-${index}`);
  expect(await run('compare', ...names)).toMatchObject({ code: 2 });
});

describe('without anything followed', () => {
  const config = { 'shipstats.config.json': { connectors: [] } };

  test('sync and check ask npm for nothing', async () => {
    const before = simulator.requests.length;
    const cwd = makeFolder(config);
    const checked = await runCli(['check'], { cwd, env });
    expect(checked).toMatchObject({ code: 0, stdout: expect.stringContaining('✓ npm: nothing followed') });
    expect(await runCli(['sync', '--json'], { cwd, env })).toMatchObject({ code: 0 });
    expect(simulator.requests).toHaveLength(before);
  });

  test('a connector that is configured is checked', AT_NPMS_PACE, async () => {
    const npm = { name: 'npm', connectorId: 'npm', config: { packages: ['tidewire'] } };
    const cwd = makeFolder({ 'shipstats.config.json': { connectors: [npm] } });
    const { code, stdout } = await runCli(['check'], { cwd, env });
    expect(stdout).toMatch(/✓ npm: npm downloads .*reachable: counted through 2026-11-21/);
    expect(code).toBe(0);
    const away = { ...env, NPM_DOWNLOADS_URL: 'http://127.0.0.1:9' };
    const unreachable = await runCli(['check'], {
      cwd: makeFolder({ 'shipstats.config.json': { connectors: [npm] } }),
      env: away,
    });
    expect(unreachable).toMatchObject({ code: 1, stdout: expect.stringContaining('✗ npm:') });
  });
});

test('simulate npm prints the addresses of its three services, and they answer', async () => {
  const stop = new AbortController();
  const printed = Promise.withResolvers<string>();
  const ended = runCli(['simulate', 'npm', '--port', '0', '--now', NOW], {
    cwd: makeFolder(),
    signal: stop.signal,
    onStdout: printed.resolve,
  });
  const text = await printed.promise;
  const registry = /npm_config_registry=(\S+)/.exec(text)?.[1];
  const downloads = /NPM_DOWNLOADS_URL=(\S+)/.exec(text)?.[1];
  expect(text).toMatch(/NPM_CHANGES_URL=http:\/\/127\.0\.0\.1:\d+\/registry/);
  expect(await (await fetch(`${registry}tidewire`)).json()).toMatchObject({ name: 'tidewire' });
  const point = await (await fetch(`${downloads}/downloads/point/last-week/tidewire`)).json();
  expect(point).toMatchObject({ package: 'tidewire', downloads: expect.any(Number) });
  stop.abort();
  expect((await ended).code).toBe(0);
});
