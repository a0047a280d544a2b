import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeStarter } from '../make-starter.ts';
import { type IndexFolder, openIndexFolder } from './index-folder.ts';
import { openSearchIndex } from './open-search-index.ts';
import type { SearchIndex } from './search-index.ts';
import { toSearchQuery } from './search-query.ts';
import { createSearchThread } from './search-thread.ts';
import { openIndexUpdater } from './sqlite/update-index.ts';
import { readStarterIndex } from './starter-index.ts';

const starter = readStarterIndex();
let root: string;
let folder: IndexFolder;
let index: SearchIndex;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'open-index-'));
  folder = openIndexFolder(root, () => 0);
  index = openSearchIndex({
    folder,
    thread: createSearchThread(),
    starter: { shipped: { readDay: () => starter.builtOn, read: () => starter }, make: makeStarter },
    clock: () => new Date('2026-11-26T12:00:00Z'),
  });
});
afterEach(async () => {
  await index.close();
  rmSync(root, { recursive: true, force: true });
});

const search = async (text: string) =>
  (await index.search(toSearchQuery(text), { limit: 5 })).hits.map(({ name }) => name);

describe('the index of the list that ships', () => {
  it('is brought up to date while it is searched, as one that was built', async () => {
    expect([index.file(), index.has('express'), index.size]).toEqual([null, true, starter.names.length]);
    expect(await search('express')).toContain('express');
    const file = index.file();
    expect(file).toBe(folder.starter(starter.builtOn));
    const updater = openIndexUpdater(file ?? '');
    const name = 'lockgate-keeper-of-weirs';
    updater.apply({ upserts: [{ name, downloads: null }], deletions: ['express'], sequence: '7' });
    updater.close();
    expect(await search(name)).toEqual([name]);
    expect(await search('express')).not.toContain('express');
    expect([index.has(name), index.has('express'), index.size]).toEqual([true, false, starter.names.length]);
    expect([index.source, index.builtOn]).toEqual([null, starter.builtOn]);
    const [first] = await index.popular({ limit: 1 });
    expect(first).toEqual({ name: starter.names[0], downloads: starter.downloads[0] });
  });

  it('is made anew where its file is empty', async () => {
    writeFileSync(folder.starter(starter.builtOn), '');
    expect(await search('express')).toContain('express');
  });

  it('is made anew where its file is gone when it is opened', async () => {
    await index.prepare();
    rmSync(folder.starter(starter.builtOn));
    const found = await Promise.all([search('express'), search('koa'), search('chalk')]);
    expect(found.map(([first]) => first)).toEqual(['express', 'koa', 'chalk']);
  });
});
