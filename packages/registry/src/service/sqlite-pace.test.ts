import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryPace, type PaceStore } from './pace-store.ts';
import { createSqlitePace } from './sqlite-pace.ts';

let folder: string;
const opened: Database.Database[] = [];
const openSqlite = () => {
  const db = new Database(join(folder, 'pace.sqlite'), { timeout: 10_000 });
  db.pragma('journal_mode = WAL');
  opened.push(db);
  return createSqlitePace(db);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pace-'));
});
afterEach(() => {
  for (const db of opened.splice(0)) db.close();
  rmSync(folder, { recursive: true, force: true });
});

const stores: [string, () => PaceStore][] = [
  ['in memory', createMemoryPace],
  ['on SQLite', () => openSqlite()],
];

describe.each(stores)('the pace %s', (_, open) => {
  const now = Date.parse('2026-11-22T10:00:00Z');

  it('gives moments that lie an interval apart, each service its own', () => {
    const pace = open();
    expect([1, 2, 3].map(() => pace.reserve('downloads', now, 2_000) - now)).toEqual([0, 2_000, 4_000]);
    expect(pace.reserve('search', now, 1_000)).toBe(now);
    expect(pace.reserve('downloads', now + 60_000, 2_000)).toBe(now + 60_000);
  });

  it('gives no moment before the end of a pause, which only grows', () => {
    const pace = open();
    pace.coolDown('downloads', now, now + 60_000);
    pace.coolDown('downloads', now, now + 5_000);
    expect(pace.coolUntilMs('downloads', now)).toBe(now + 60_000);
    expect(pace.reserve('downloads', now, 2_000)).toBe(now + 60_000);
    expect(pace.reserve('downloads', now, 2_000)).toBe(now + 62_000);
  });

  it('keeps what was learned beside what is reserved', () => {
    const pace = open();
    pace.reserve('downloads', now, 2_000);
    expect(pace.learned('downloads')).toMatchObject({ intervalMs: null, refusals: 0 });
    pace.learn('downloads', { intervalMs: 3_000, refusals: 2 });
    expect(pace.learned('downloads')).toMatchObject({ intervalMs: 3_000, refusals: 2 });
    expect(pace.reserve('downloads', now, 2_000)).toBe(now + 2_000);
  });
});

describe('the file', () => {
  it('gives each moment to one process only', async () => {
    const module = new URL('./sqlite-pace.ts', import.meta.url);
    const script = join(folder, 'reserve.ts');
    const sqlite = import.meta.resolve('better-sqlite3');
    writeFileSync(
      script,
      `import Database from ${JSON.stringify(sqlite)};
      import { createSqlitePace } from ${JSON.stringify(module.href)};
      const db = new Database(${JSON.stringify(join(folder, 'pace.sqlite'))}, { timeout: 10000 });
      const pace = createSqlitePace(db);
      const moments = [];
      for (let at = 0; at < 50; at++) moments.push(pace.reserve('downloads', 0, 1000));
      console.log(JSON.stringify(moments));`,
    );
    const run = promisify(execFile);
    const answers = await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ['--conditions=source', script])),
    );
    const moments = answers.flatMap(({ stdout }) => JSON.parse(stdout) as number[]); // what the script prints
    expect(moments.sort((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, at) => at * 1000));
  });

  it('keeps a state for the next process, and passes over one that it cannot read', () => {
    const state = {
      service: 'downloads' as const,
      status: 'failing' as const,
      answeredAt: '2026-11-22T10:00:00.000Z',
      message: 'no',
      retryAt: null,
      changedAtMs: 5,
    };
    openSqlite().save(state);
    expect(openSqlite().load('downloads')).toEqual(state);
    expect(openSqlite().load('search')).toBeNull();
    opened[0]?.prepare('UPDATE service_state SET state = \'{"status": 7}\'').run();
    expect(openSqlite().load('downloads')).toBeNull();
  });
});
