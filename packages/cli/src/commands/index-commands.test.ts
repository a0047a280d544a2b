import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type NpmSimulator, startNpmSimulator } from '@shipstats/registry/simulator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeFolder, runCli } from '../testing/run-cli.ts';

let simulator: NpmSimulator;
let env: Record<string, string>;

beforeAll(async () => {
  simulator = await startNpmSimulator({ seed: 42 });
  env = { npm_config_registry: simulator.registryUrl, NPM_CHANGES_URL: simulator.changesUrl };
});
afterAll(() => simulator.close());

/** A folder of its own, with a list in it. */
const open = (list = 'tidewire\t900\nsaltmarsh\t70\n') => {
  const cwd = makeFolder({ 'list.tsv': list });
  return { cwd, run: (...argv: string[]) => runCli(argv, { cwd, env }) };
};

describe('index', () => {
  test('build makes an index, status tells of it, and search finds it', async () => {
    const { run } = open(
      'tidewire\t900\nsaltmarsh\t70\n'.concat(...Array(20).fill('koa\t5\n'), 'not one\t1\n'),
    );
    expect(await run('index', 'status')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No index was built: the list that ships is searched.'),
    });
    const built = await run('index', 'build', '--from', 'list.tsv', '--as-of', '2026-11-01');
    expect(built).toEqual({
      code: 0,
      stdout: '3 packages of list.tsv, 2026-11-01: in use from now on.\n',
      stderr:
        'Reading list.tsv\nWriting the index\nChecking it\n' +
        'The list that ships has 20,000, which are searched no more. ' +
        'To search in those again, delete current.json in search/ of the data folder.\n' +
        '1 row could not be read and is left out:\n  list.tsv, row 23 is no package: "not one"\n',
    });
    const { stdout } = await run('index', 'status');
    expect(stdout).toContain('source       list.tsv, 2026-11-01\n');
    expect(stdout).toContain('known of     downloads 100 %, description none');
    expect(stdout).toContain('change feed  not followed');
    const found = JSON.parse((await run('search', 'saltmarsh', '--json')).stdout);
    expect(found).toMatchObject({
      index: { packages: 3, builtOn: '2026-11-01', isStarter: false },
      hits: expect.arrayContaining([
        expect.objectContaining({ name: 'saltmarsh', downloads: expect.objectContaining({ downloads: 70 }) }),
      ]),
    });
  });

  test('build says why an index is not put into use, and leaves the one before', async () => {
    const { cwd, run } = open();
    await run('index', 'build', '--from', 'list.tsv');
    writeFileSync(path.join(cwd, 'small.tsv'), 'tidewire\t1\n');
    expect(await run('index', 'build', '--from', 'small.tsv')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(
        /1 in place of 2 packages\..*--force\.\nThe index in use is as it was\.\n$/s,
      ),
    });
    expect(await run('index', 'build', '--from', 'none.tsv')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no file'),
    });
    expect(JSON.parse((await run('index', 'status', '--json')).stdout)).toMatchObject({
      inUse: { packages: 2, source: 'list.tsv' },
    });
  });

  test('update begins to follow the change feed, and reads from where it is told to', async () => {
    const { run } = open();
    await run('index', 'build', '--from', 'list.tsv');
    const first = await run('index', 'update', '--json');
    const { place, start } = JSON.parse(first.stdout);
    expect(start).toBe('begun');
    const again = await run('index', 'update', '--since', String(place.sequence - 9));
    expect(again.stdout).toMatch(
      /^3 packages changed, 0 gone, up to sequence \d+\.\n3 packages of the index/,
    );
  });

  test('update says where it cannot begin, and goes on where it was left', async () => {
    const { run } = open();
    await run('index', 'update');
    const { place } = JSON.parse((await run('index', 'status', '--json')).stdout);
    expect(await run('index', 'update', '--since', String(place.sequence + 9_999))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is beyond the end of npm’s change feed'),
    });
    expect(JSON.parse((await run('index', 'status', '--json')).stdout)).toMatchObject({ place });
  });

  test.each([
    [['index', 'build'], "required option '--from <source>'"],
    [['index', 'build', '--from', 'https://example.com/x.json'], 'An address is no source'],
    [['index', 'build', '--from', 'npm:../x'], 'Write npm:<package>[@version][/path/in/package].'],
    [['index', 'build', '--from', 'x', '--as-of', 'today'], 'write a UTC day as 2026-01-31'],
    [['index', 'update', '--since', 'x'], '--since'],
    [['index', 'rebuild'], "unknown command 'rebuild'"],
    [['index'], 'Usage: shipstats index'],
  ])('is told of a wrong command line: %j', async (argv, message) => {
    const { cwd, run } = open();
    expect(await run(...argv)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    expect(existsSync(path.join(cwd, '.shipstats'))).toBe(false);
  });

  test('takes the shared options at every place', async () => {
    const { cwd, run } = open();
    const data = path.join(cwd, 'elsewhere');
    await run('index', 'build', '--from', 'list.tsv', '--data', data);
    for (const argv of [
      ['--data', data, 'index', 'status', '--json'],
      ['index', '--data', data, 'status', '--json'],
      ['index', 'status', '--data', data, '--json'],
    ]) {
      expect(JSON.parse((await run(...argv)).stdout).inUse).toMatchObject({ packages: 2 });
    }
  });
});
