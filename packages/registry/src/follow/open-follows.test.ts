import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HttpError, StoreError } from '@shipstats/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFollowed } from './is-followed.ts';
import { type Follows, MAX_FOLLOWED, openFollows } from './open-follows.ts';

let folder: string;
let file: string;
const opened: Follows[] = [];

const open = (now = '2026-11-22T10:00:00.000Z'): Follows => {
  const follows = openFollows({
    file,
    clock: () => new Date(now),
  });
  opened.push(follows);
  return follows;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follows-'));
  file = join(folder, 'data', 'follows.sqlite');
});

afterEach(() => {
  for (const follows of opened.splice(0)) follows.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('following', () => {
  it('is empty without a file, and makes none by looking', () => {
    const follows = open();
    expect(follows.list()).toEqual([]);
    follows.unfollow('package', 'hono');
    expect(existsSync(file)).toBe(false);
  });

  it('keeps packages and users, with the time since when, for the next process too', () => {
    open('2026-11-22T10:00:00.000Z').follow('package', 'hono');
    open('2026-11-23T10:00:00.000Z').follow('user', 'hono');
    expect(open().list()).toEqual([
      { kind: 'package', name: 'hono', since: '2026-11-22T10:00:00.000Z' },
      { kind: 'user', name: 'hono', since: '2026-11-23T10:00:00.000Z' },
    ]);
  });

  it('keeps the first time when something is followed twice', () => {
    open('2026-11-22T10:00:00.000Z').follow('package', 'hono');
    open('2026-11-25T10:00:00.000Z').follow('package', 'hono');
    expect(open().list()).toEqual([{ kind: 'package', name: 'hono', since: '2026-11-22T10:00:00.000Z' }]);
  });

  it('forgets what is no longer followed, and nothing else', () => {
    const follows = open();
    follows.follow('package', 'hono');
    follows.follow('user', 'hono');
    follows.unfollow('package', 'hono');
    follows.unfollow('package', 'hono');
    expect(follows.list().map((each) => each.kind)).toEqual(['user']);
  });

  it('tells users apart without the case of their letters, packages with it', () => {
    const follows = open();
    follows.follow('user', 'Ada');
    follows.follow('user', 'ada');
    follows.follow('package', 'JSONStream');
    follows.follow('package', 'jsonstream');
    expect(follows.list().map(({ name }) => name)).toEqual(['JSONStream', 'jsonstream', 'Ada']);
    expect(isFollowed(follows.list(), 'user', 'ADA')).toBe(true);
    expect(isFollowed(follows.list(), 'package', 'JsonStream')).toBe(false);
    follows.unfollow('user', 'ada');
    follows.unfollow('package', 'jsonstream');
    expect(follows.list().map(({ name }) => name)).toEqual(['JSONStream']);
  });

  it('refuses what is no name', () => {
    const follows = open();
    expect(() => follows.follow('package', '../etc')).toThrow(HttpError);
    expect(() => follows.unfollow('user', "x'; DROP TABLE followed")).toThrow(HttpError);
    expect(existsSync(file)).toBe(false);
  });

  it('follows so many and no more', () => {
    const follows = open();
    follows.follow('package', 'first');
    const direct = new Database(file);
    const insert = direct.prepare("INSERT INTO followed VALUES ('package', ?, '2026')");
    direct.transaction(() => {
      for (let at = 1; at < MAX_FOLLOWED; at++) insert.run(`package-${at}`);
    })();
    direct.close();
    expect(() => follows.follow('package', 'one-more')).toThrow(expect.objectContaining({ status: 409 }));
    follows.follow('package', 'first');
    expect(follows.list()).toHaveLength(MAX_FOLLOWED);
  });

  it('loses nothing when several processes start and follow at once', async () => {
    const script = join(folder, 'follow.ts');
    const module = new URL('./open-follows.ts', import.meta.url);
    writeFileSync(
      script,
      `import { openFollows } from ${JSON.stringify(module.href)};
      const follows = openFollows({ file: ${JSON.stringify(file)}, clock: () => new Date() });
      for (let at = 0; at < 20; at++) follows.follow('package', process.argv[2] + at);
      follows.follow('package', 'the-same');
      follows.close();`,
    );
    const run = promisify(execFile);
    const node = (name: string) => run(process.execPath, ['--conditions=source', script, name]);
    await Promise.all(['a', 'b', 'c'].map(node));
    expect(open().list()).toHaveLength(61);
  });

  it('says which file cannot be used, and changes nothing in it', () => {
    open().follow('package', 'hono');
    rmSync(file);
    for (const follows of opened.splice(0)) follows.close();
    writeFileSync(file, 'this is no database, but it is long enough to be looked at as one: '.repeat(20));
    expect(() => open().list()).toThrow(StoreError);
    expect(() => open().follow('package', 'hono')).toThrow(file);
    rmSync(file);
    const foreign = new Database(file);
    foreign.exec('CREATE TABLE other (id)');
    foreign.close();
    expect(() => open().list()).toThrow('another program');
  });

  it('leaves the list of a newer version alone', () => {
    open().follow('package', 'hono');
    const direct = new Database(file);
    direct.pragma('user_version = 2');
    direct.close();
    expect(() => open().list()).toThrow('newer Shipstats');
  });
});
