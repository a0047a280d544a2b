import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { IndexStatus } from '@shipstats/registry';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askFiftyASecond } from './ask-fifty-a-second.ts';
import { packageName } from './made-up-names.ts';
import { createNpmWorld, type NpmWorld } from './npm-world.ts';
import { runShipstats, serveShipstats, startShipstats } from './shipstats-process.ts';

/** Enough for every part of a build to take a while. */
const PACKAGES = 60_000;
const READMES = PACKAGES / 2;
const KILLS = 8;
/** Of a thousand updates 480 add one, and 20 take out a package that had one. */
const UPDATED_READMES = READMES + 480 - 20;

let world: NpmWorld;
beforeAll(async () => {
  world = await createNpmWorld();
  const lines = Array.from({ length: PACKAGES }, (_, at) => {
    const description = `Makes ${packageName(at * 31)} of ${packageName(at * 17)}`;
    const readme = at % 2 === 0 ? `Lifts ${packageName(at * 13)}` : '';
    return `${packageName(at)}\t${900_000 - at}\t${description}\t${readme}\n`;
  });
  const head = 'name\tdownloads\tdescription\treadme\n';
  await writeFile(path.join(world.folder, 'one.tsv'), `${head}${lines.join('')}`);
  await writeFile(path.join(world.folder, 'two.tsv'), `${head}${lines.join('')}another-one\t5\tIs new\t\n`);
});
afterAll(() => world.close());

const options = () => ({ cwd: world.folder, env: world.env });
const build = (file: string, data: string) =>
  runShipstats(['index', 'build', '--from', file, '--data', data], options());

async function statusOf(data: string): Promise<IndexStatus> {
  const { stdout } = await runShipstats(['index', 'status', '--json', '--data', data], options());
  return JSON.parse(stdout) as IndexStatus; // our own
}

interface Insides {
  readonly damage: unknown;
  readonly tables: readonly number[];
  readonly readmes: number;
  /** Readmes of packages that have none, and packages with a readme that is not found. */
  readonly strayReadmes: number;
}

const WITH_README = `select id from package where json_extract(facts, '$.readmeStems') <> ''`;

/** Whether the file is sound, and holds the same packages in all its tables. */
function lookInto(file: string): Insides {
  const db = new Database(file, { fileMustExist: true });
  try {
    for (const table of ['words', 'readmes', 'squashed']) {
      db.exec(`insert into ${table}(${table}) values ('integrity-check')`);
    }
    const count = (table: string) => Number(db.prepare(`select count(*) from ${table}`).pluck().get());
    return {
      damage: db.pragma('integrity_check', { simple: true }),
      tables: [count('package'), count('words'), count('squashed')],
      readmes: count('readmes'),
      strayReadmes:
        count(`(select rowid from readmes except ${WITH_README})`) +
        count(`(${WITH_README} except select rowid from readmes)`),
    };
  } finally {
    db.close();
  }
}

async function expectWhole(data: string, sizes: readonly number[]): Promise<IndexStatus> {
  const status = await statusOf(data);
  expect(status.trouble).toBeNull();
  const { packages = 0, file = '' } = status.inUse ?? {};
  expect(sizes).toContain(packages);
  expect(lookInto(file)).toEqual({
    damage: 'ok',
    tables: [packages, packages, packages],
    readmes: READMES,
    strayReadmes: 0,
  });
  const { stdout } = await runShipstats(['search', packageName(17), '--json', '--data', data], options());
  expect(JSON.parse(stdout).hits[0]).toMatchObject({
    name: packageName(17),
    description: expect.any(String),
  });
  return status;
}

describe('a build of the search index that is killed', () => {
  it('leaves the index in use whole, and the next one goes on', { timeout: 240_000 }, async () => {
    const data = path.join(world.folder, 'killed');
    const began = performance.now();
    expect(await build('one.tsv', data)).toMatchObject({ code: 0 });
    const usualMs = performance.now() - began;
    const seen = new Set<string>();
    for (let kill = 0; kill < KILLS; kill++) {
      const running = startShipstats(['index', 'build', '--from', 'two.tsv', '--data', data], options());
      await wait(usualMs * ((kill + Math.random()) / KILLS));
      running.process.kill('SIGKILL');
      await running.finished;
      const status = await expectWhole(data, [PACKAGES, PACKAGES + 1]);
      seen.add(`${status.inUse?.source} ${status.isUnfinished}`);
      expect(status.isBuilding).toBe(false);
    }
    expect([...seen]).toContain('one.tsv true');
    const last = await build('two.tsv', data);
    expect(last.code, last.stderr).toBe(0);
    expect(await expectWhole(data, [PACKAGES + 1])).toMatchObject({ isUnfinished: false });
  });

  it('stops in order when it is asked to', async () => {
    const data = path.join(world.folder, 'stopped');
    const running = startShipstats(['index', 'build', '--from', 'one.tsv', '--data', data], options());
    while ((await statusOf(data)).isBuilding === false) await wait(20);
    running.process.kill('SIGINT');
    const { code, stderr } = await running.finished;
    expect({ code, stderr: stderr.split('\n').at(-2) }).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('The index in use is as it was'),
    });
    expect(await statusOf(data)).toMatchObject({ inUse: null, isUnfinished: true });
  });
});

describe('an update of the search index that is killed', () => {
  it('leaves the index in use whole, with all that was learned', { timeout: 240_000 }, async () => {
    const data = path.join(world.folder, 'updated');
    await build('one.tsv', data);
    for (let kill = 0; kill < KILLS; kill++) {
      const updates = startUpdates(path.join(data, 'search'), 1_000);
      await wait(300 + Math.random() * 500);
      updates.process.kill('SIGKILL');
      await updates.ended;
      const { file = '' } = (await statusOf(data)).inUse ?? {};
      const { tables, ...others } = lookInto(file);
      expect(others).toMatchObject({ damage: 'ok', strayReadmes: 0 });
      expect(new Set(tables).size).toBe(1);
    }
    expect(await startUpdates(path.join(data, 'search'), 1_000).ended).toBe(0);
    const status = await statusOf(data);
    expect(status).toMatchObject({
      inUse: { packages: PACKAGES - 20, known: { readmeStems: UPDATED_READMES } },
      learned: { known: 960, deleted: 20, waiting: 0 },
    });
    expect(lookInto(status.inUse?.file ?? '')).toMatchObject({ readmes: UPDATED_READMES, strayReadmes: 0 });
  });
});

describe('a server whose search index changes', () => {
  it('answers every search while it is rebuilt and updated', { timeout: 240_000 }, async () => {
    const data = path.join(world.folder, 'served');
    await build('one.tsv', data);
    // Its absence costs no time; its presence would cost what it takes to answer.
    world.simulator.setFault('search', { kind: 'refuse' });
    const server = await serveShipstats(['--data', data, '--no-sync'], options());
    try {
      // What is made at the first search, and what waits for a service that is not there, comes once.
      const first = askFiftyASecond(server.url, queryAt);
      await wait(4_000);
      expect((await first.stop()).failures).toEqual([]);
      const asked = askFiftyASecond(server.url, queryAt);
      await wait(4_000);
      asked.mark();
      const updates = startUpdates(path.join(data, 'search'), 1_000);
      const rebuilt = await build('two.tsv', data);
      expect(rebuilt.code, rebuilt.stderr).toBe(0);
      expect(await updates.ended).toBe(0);
      const again = await build('one.tsv', data);
      expect(again.code, again.stderr).toBe(0);
      await wait(1_000);
      const { failures, count } = await asked.stop();
      expect(failures).toEqual([]);
      expect(count).toBeGreaterThan(150);
      // What was learned before and during the builds is in the last one, too.
      const status = await statusOf(data);
      expect(status).toMatchObject({
        inUse: { source: 'one.tsv', packages: PACKAGES - 20 },
        learned: { waiting: 0 },
      });
      expect(lookInto(status.inUse?.file ?? '')).toMatchObject({ readmes: UPDATED_READMES, strayReadmes: 0 });
    } finally {
      await server.stop();
      await rm(data, { recursive: true, force: true });
    }
  });
});

function queryAt(at: number): string {
  const name = packageName((at * 7_919) % PACKAGES);
  return at % 3 === 0 ? `makes ${name.split('-')[0]}` : name;
}

function startUpdates(folder: string, count: number) {
  const script = fileURLToPath(new URL('./update-index.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', script, folder, String(count)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { process: child, ended: once(child, 'exit').then(([code]) => code as number | null) };
}
