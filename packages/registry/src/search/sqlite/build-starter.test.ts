import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StoreError } from '@shipstats/core';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeStarter } from '../../make-starter.ts';
import { openIndexFolder } from '../index-folder.ts';
import { type PackageCounts, readStarterIndex } from '../starter-index.ts';
import { buildStarter } from './build-starter.ts';
import { openIndexReader } from './index-reader.ts';

const counts: PackageCounts = {
  builtOn: '2026-11-22',
  names: ['millrace', 'sluice'],
  downloads: new Float64Array([50, 40]),
};

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'starter-'));
  file = openIndexFolder(folder).starter(counts.builtOn);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const build = () => buildStarter(file, () => counts);
const names = () => {
  const reader = openIndexReader(file);
  const found = reader.popular({ limit: 9, offset: 0 }).map(({ name }) => name);
  reader.close();
  return found;
};

test('the index of the list that ships is made once', () => {
  expect(build()).toBe(true);
  const { ino } = statSync(file);
  expect(build()).toBe(false);
  expect(statSync(file).ino).toBe(ino);
  expect(names()).toEqual(['millrace', 'sluice']);
});

test('one that cannot be read is made anew', () => {
  writeFileSync(file, '');
  expect(build()).toBe(true);
  expect(names()).toEqual(['millrace', 'sluice']);
  writeFileSync(file, 'no database at all'.repeat(1_000));
  writeFileSync(`${file}-wal`, 'of another one');
  expect(build()).toBe(true);
  expect(names()).toEqual(['millrace', 'sluice']);
  const db = new Database(file);
  db.prepare("update meta set value = 'shipstats-index 0' where key = 'format'").run();
  db.close();
  expect(build()).toBe(true);
  expect(names()).toEqual(['millrace', 'sluice']);
});

test('what other versions made, and what was not finished, is removed', () => {
  for (const name of ['starter-2026-01-01.sqlite', `${path.basename(file)}.77.part`, 'index-1.sqlite'])
    writeFileSync(path.join(folder, name), 'old');
  build();
  expect(readdirSync(folder).sort()).toEqual(['index-1.sqlite', 'starter.lock', path.basename(file)].sort());
});

test('two that make it at once make one', async () => {
  const { signal } = new AbortController();
  const made = await Promise.all([makeStarter(file, signal), makeStarter(file, signal)]);
  expect(made.sort()).toEqual([false, true]);
  expect(names()[0]).toBe(readStarterIndex().names[0]);
});

test('who makes it is told why it cannot be made, and may give up', async () => {
  writeFileSync(path.join(folder, 'a-file'), '');
  const { signal } = new AbortController();
  const making = makeStarter(path.join(folder, 'a-file', 'index'), signal);
  await expect(making).rejects.toThrow(StoreError);
  await expect(making).rejects.toThrow(/ (EEXIST|ENOTDIR)/);
  await expect(makeStarter(file, AbortSignal.abort())).rejects.toThrow('aborted');
});
