import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdLock } from '../hold-lock.ts';
import type { LearnedFacts } from '../index-learned/learned.ts';
import { openLearnedFacts } from '../index-learned/open-learned-facts.ts';
import type { IndexSource } from '../index-source/index-source.ts';
import { openFileSource } from '../index-source/open-file-source.ts';
import { openIndexFolder } from '../search/index-folder.ts';
import { toSearchQuery } from '../search/search-query.ts';
import { prepareSearch } from '../search/sqlite/find-candidates.ts';
import { openIndexReader } from '../search/sqlite/index-reader.ts';
import { searchPackages } from '../search/sqlite/search-packages.ts';
import { type BuildIndexOptions, buildIndex } from './build-index.ts';
import type { BuildProgress } from './build-progress.ts';

let now: Date;
const clock = () => now;

let folder: string;
let learned: LearnedFacts;
let progress: BuildProgress[];

beforeEach(() => {
  now = new Date('2026-11-26T12:00:00Z');
  folder = mkdtempSync(path.join(tmpdir(), 'index-build-'));
  learned = openLearnedFacts({ file: path.join(folder, 'learned.sqlite'), clock });
  progress = [];
});
afterEach(() => {
  learned.close();
  rmSync(folder, { recursive: true, force: true });
});

function fileWith(text: string, name = 'list.tsv'): IndexSource {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return openFileSource(file, '2026-11-01');
}

const build = (sources: readonly IndexSource[], more: Partial<BuildIndexOptions> = {}) =>
  buildIndex({
    folder: openIndexFolder(folder),
    sources,
    learned,
    learnedFile: path.join(folder, 'learned.sqlite'),
    isForced: false,
    shipped: () => 20_000,
    clock,
    signal: new AbortController().signal,
    onProgress: (each) => progress.push(each),
    ...more,
  });

/** Of the index in use. */
function read<T>(act: (reader: ReturnType<typeof openIndexReader>) => T): T {
  const reader = openIndexReader(openIndexFolder(folder).current() ?? '');
  try {
    return act(reader);
  } finally {
    reader.close();
  }
}
const names = () => read((reader) => reader.popular({ limit: 100, offset: 0 }).map(({ name }) => name));
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => `package-${at}\t${1_000_000 - at}\n`).join('');

describe('buildIndex', () => {
  it('makes an index of a list, puts it into use, and leaves nothing else behind', async () => {
    const result = await build([fileWith('express\t900\nkoa\t70\nbad name\t1\n')], { isForced: true });
    expect(result).toEqual({
      kind: 'built',
      packages: 2,
      before: null,
      shipped: 20_000,
      builtOn: '2026-11-01',
      source: 'list.tsv',
      badRows: 1,
      bad: [{ at: 3, reason: 'is no package: "bad name"', source: 'list.tsv' }],
    });
    expect(names()).toEqual(['express', 'koa']);
    expect(read(({ builtOn, source, size }) => ({ builtOn, source, size }))).toEqual({
      builtOn: '2026-11-01',
      source: 'list.tsv',
      size: 2,
    });
    const files = readdirSync(folder).filter((name) => !/^(learned\.sqlite|list\.tsv)/.test(name));
    const inUse = path.basename(openIndexFolder(folder).current() ?? '');
    expect(files.filter((name) => !name.startsWith(inUse)).sort()).toEqual(['build.lock', 'current.json']);
    expect(progress.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['reading', 'writing', 'checking']),
    );
    expect(progress.findLast((each) => each.kind === 'reading')).toMatchObject({ read: 30, total: 30 });
  });

  it('joins several lists: the later one counts, and nothing of the first is forgotten', async () => {
    await build([
      fileWith('express\t900\nexpress\t950\nkoa\t70\nhono\t60\n', 'counts.tsv'),
      fileWith(
        '{"name":"koa","description":"Middleware","keywords":["web"]}\n{"name":"hono","downloads":80}\n',
        'more.jsonl',
      ),
    ]);
    const packages = read((reader) => reader.popular({ limit: 9, offset: 0 }));
    expect(
      packages.map(({ name, downloads, description, facts }) => [name, downloads, description, facts]),
    ).toEqual([
      ['express', 950, null, {}],
      ['hono', 80, null, {}],
      ['koa', 70, 'Middleware', { keywords: ['web'] }],
    ]);
  });

  it('puts in what was learned since: facts, new packages, and those that are gone', async () => {
    learned.keep([
      {
        kind: 'known',
        name: 'koa',
        document: { name: 'koa', description: 'New', facts: { license: 'MIT' } },
      },
      { kind: 'known', name: 'brand-new', document: { name: 'brand-new', description: 'Fresh' } },
      { kind: 'deleted', name: 'gone' },
    ]);
    await build([fileWith('name\tdownloads\tversion\nkoa\t70\t1.0.0\ngone\t9\t1.0.0\n')]);
    expect(names()).toEqual(['koa', 'brand-new']);
    expect(read((reader) => reader.byName('koa'))).toMatchObject({
      downloads: 70,
      description: 'New',
      facts: { license: 'MIT', version: '1.0.0' },
    });
    const { hits } = read((reader) =>
      searchPackages(prepareSearch(reader), toSearchQuery('fresh'), { limit: 5 }, clock()),
    );
    expect(hits.map(({ name }) => name)).toEqual(['brand-new']);
  });

  it('prefers what the list says to what was learned before it was made', async () => {
    now = new Date('2026-01-01T12:00:00Z');
    const document = { name: 'koa', description: null, facts: { version: '1.0.0', isDeprecated: true } };
    learned.keep([
      { kind: 'known', name: 'koa', document: { ...document, facts: { ...document.facts, license: 'MIT' } } },
      { kind: 'deleted', name: 'back-again' },
    ]);
    now = new Date('2026-11-26T12:00:00Z');
    learned.keep([{ kind: 'known', name: 'hono', document: { ...document, name: 'hono' } }]);
    const head = 'name\tdownloads\tversion\tdescription\tdeprecated\n';
    await build([
      fileWith(
        `${head}back-again\t5000000\t2.0.0\tIs back\tno\nkoa\t70\t3.0.0\tWeb\tno\nhono\t60\t3.0.0\tWeb\tno\n`,
      ),
    ]);
    expect(names()).toEqual(['back-again', 'koa', 'hono']);
    expect(read((reader) => reader.byName('koa'))).toMatchObject({
      description: 'Web',
      facts: { version: '3.0.0', isDeprecated: false, license: 'MIT' },
    });
    expect(read((reader) => reader.byName('hono'))).toMatchObject({
      description: 'Web',
      facts: { version: '1.0.0', isDeprecated: true },
    });
  });

  it('refuses one that is much smaller than the one in use, unless it is forced', async () => {
    await build([fileWith(many(100))]);
    await expect(build([fileWith(many(89))])).rejects.toThrow(
      'The new index is smaller than the one in use: 89 in place of 100 packages.',
    );
    expect(read((reader) => reader.size)).toBe(100);
    await build([fileWith(many(89))], { isForced: true });
    expect(read((reader) => reader.size)).toBe(89);
    await build([fileWith(many(81))]);
    expect(read((reader) => reader.size)).toBe(81);
  });

  it('refuses a list that is mostly unreadable, and an empty one', async () => {
    await expect(build([fileWith('a\t1\nb\tx\n')])).rejects.toThrow(
      'list.tsv: 1 of 2 rows cannot be read; row 2 has no whole number of downloads: "x".',
    );
    await expect(build([fileWith('name\tdownloads\n')])).rejects.toThrow(
      'There is no package in the sources.',
    );
    await expect(build([fileWith('')])).rejects.toThrow('list.tsv: It is empty.');
    expect(openIndexFolder(folder).current()).toBeNull();
    expect(readdirSync(folder).filter((name) => name.startsWith('index-'))).toEqual([]);
  });

  it('waits a moment for the lock, which whoever asks how the index fares takes as well', async () => {
    const file = path.join(folder, 'build.lock');
    const script = path.join(folder, 'asks.mts');
    const module = pathToFileURL(path.join(import.meta.dirname, '..', 'hold-lock.ts')).href;
    writeFileSync(
      script,
      `import { holdLock } from ${JSON.stringify(module)};
       const held = holdLock(${JSON.stringify(file)});
       process.send('held');
       setTimeout(() => held.release(), 100);`,
    );
    const source = fileWith(many(3));
    const asking = fork(script, { execArgv: ['--conditions=source'] });
    const ended = once(asking, 'exit');
    await once(asking, 'message');
    expect(await build([source])).toMatchObject({ kind: 'built' });
    await ended;
  });

  it('takes a list of very short rows', async () => {
    expect(await build([fileWith('y\n'.repeat(200_000))])).toMatchObject({ packages: 1, badRows: 0 });
  });

  it('does nothing while another process builds', async () => {
    const held = holdLock(path.join(folder, 'build.lock'));
    expect(await build([fileWith(many(3))])).toEqual({ kind: 'busy' });
    held?.release();
    expect(await build([fileWith(many(3))])).toMatchObject({ kind: 'built' });
  });

  it('goes on reading where it was stopped, with the same outcome', async () => {
    const text = `${many(90_000)}bad name\t1\n`;
    const whole = fileWith(text);
    const stop = new AbortController();
    let opened = 0;
    const stopping: IndexSource = {
      ...whole,
      open: (options) => {
        opened += 1;
        return whole.open({
          ...options,
          onBytes: (bytes, total) => {
            options.onBytes(bytes, total);
            if (bytes > text.length / 2) stop.abort(new Error('stopped'));
          },
        });
      },
    };
    await expect(build([stopping], { signal: stop.signal })).rejects.toThrow('stopped');
    expect(existsSync(path.join(folder, 'gathered.sqlite'))).toBe(true);
    expect(await build([whole])).toMatchObject({ packages: 90_000, badRows: 1, bad: [{ at: 90_001 }] });
    expect(opened).toBe(1);
    expect(read((reader) => reader.size)).toBe(90_000);
    expect(existsSync(path.join(folder, 'gathered.sqlite'))).toBe(false);
  });

  it('begins anew where the list is another one', async () => {
    const stop = new AbortController();
    const source = fileWith(many(90_000));
    const stopped = build([source], {
      signal: stop.signal,
      onProgress: ({ kind }) => kind === 'writing' && stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    await build([fileWith('express\t900\n', 'other.tsv')]);
    expect(names()).toEqual(['express']);
  });

  it('removes what builds left behind that were killed', async () => {
    writeFileSync(path.join(folder, 'index-1-2.sqlite'), 'half');
    writeFileSync(path.join(folder, 'index-1-2.sqlite-wal'), 'half');
    await build([fileWith(many(3))]);
    expect(existsSync(path.join(folder, 'index-1-2.sqlite'))).toBe(false);
    expect(existsSync(path.join(folder, 'index-1-2.sqlite-wal'))).toBe(false);
  });

  it('takes a damaged list of an earlier build for none', async () => {
    writeFileSync(path.join(folder, 'gathered.sqlite'), 'no database at all'.repeat(100));
    expect(await build([fileWith(many(3))])).toMatchObject({ packages: 3 });
  });
});
