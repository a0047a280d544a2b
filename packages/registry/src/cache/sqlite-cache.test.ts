import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeptPackument } from '../packument/kept-packument.ts';
import type { ExploreCache } from './explore-cache.ts';
import { openExploreCache } from './sqlite-cache.ts';

const REGISTRY = 'https://registry.example/';
let folder: string;
let file: string;
let nowMs: number;
let warnings: string[];
let caches: ExploreCache[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'explore-cache-'));
  file = join(folder, 'deep/explore.db');
  nowMs = Date.parse('2026-11-26T12:00:00Z');
  warnings = [];
  caches = [];
});
afterEach(() => {
  for (const cache of caches) cache.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(more: { file?: string; maxBytes?: number } = {}): ExploreCache {
  const cache = openExploreCache({
    file,
    clock: () => new Date(nowMs),
    onWarning: (message) => warnings.push(message),
    ...more,
  });
  caches.push(cache);
  return cache;
}

const packument = (more: Partial<KeptPackument> = {}): KeptPackument => ({
  facts: Buffer.from('facts'),
  blocks: [Buffer.from('block 0'), Buffer.from('block 1')],
  line: { version: '1.0.0', description: 'Text', publishedAt: null, license: 'MIT', isDeprecated: true },
  maintainers: ['Ann', 'bob'],
  readme: { text: '# Hi', path: 'README.md', version: '1.0.0' },
  ...more,
});
const about = { etag: '"one"', asOf: '2026-11-26T12:00:00.000Z' };

const textOf = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString();

describe('openExploreCache', () => {
  it('keeps a package for other processes, all of it at once', () => {
    open().writePackage(REGISTRY, 'pkg', packument(), about);
    const other = open();
    const found = other.readPackage(REGISTRY, 'pkg');
    expect(found).toMatchObject(about);
    expect(textOf(found?.facts ?? null)).toBe('facts');
    const id = found?.id ?? -1;
    expect(textOf(other.readBlock(id, 1))).toBe('block 1');
    expect(other.readBlock(id, 2)).toBeNull();
    expect(other.readReadme(id)).toEqual({ text: '# Hi', path: 'README.md', version: '1.0.0' });
    expect(other.readPackage('https://another.example/', 'pkg')).toBeNull();
    expect(other.readPackage(REGISTRY, 'PKG')).toBeNull();
  });

  it('gives no block of a copy that was replaced', () => {
    const cache = open();
    cache.writePackage(REGISTRY, 'pkg', packument(), about);
    const old = cache.readPackage(REGISTRY, 'pkg')?.id ?? -1;
    cache.writePackage(REGISTRY, 'pkg', packument({ readme: null }), about);
    const now = cache.readPackage(REGISTRY, 'pkg')?.id ?? -1;
    expect(now).not.toBe(old);
    expect(cache.readBlock(old, 0)).toBeNull();
    expect(cache.readReadme(now)).toBeNull();
    cache.forgetPackage(REGISTRY, 'pkg');
    expect([cache.readPackage(REGISTRY, 'pkg'), cache.readBlock(now, 0)]).toEqual([null, null]);
  });

  it('knows lines and maintainers of what was read', () => {
    const cache = open();
    cache.writePackage(REGISTRY, 'pkg', packument(), about);
    cache.writePackage(REGISTRY, 'gone', packument({ line: null, maintainers: [] }), about);
    const facts = {
      version: '1.0.0',
      description: 'Text',
      publishedAt: null,
      license: 'MIT',
      isDeprecated: true,
    };
    const ours = () => REGISTRY;
    const names = ['pkg', 'nope', "'; DROP TABLE packages"];
    expect([...cache.readKnownFacts(names, ours)]).toEqual([['pkg', facts]]);
    expect(cache.readKnownPackages('ANN', ours)).toEqual([{ name: 'pkg', facts, asOf: about.asOf }]);
    expect(cache.readKnownPackages('nobody', ours)).toEqual([]);
    const other = () => 'https://other.example/';
    expect([...cache.readKnownFacts(names, other)]).toEqual([]);
    expect(cache.readKnownPackages('ANN', other)).toEqual([]);
  });

  it('keeps answers by kind, and forgets those of another form', () => {
    const toNumber = (value: unknown) => {
      if (typeof value !== 'number') throw new Error('no number');
      return value;
    };
    const sizes = open().answers('size', toNumber);
    sizes.write('a', { value: 12, asOf: about.asOf });
    expect(open().answers('size', toNumber).read('a')).toEqual({ value: 12, asOf: about.asOf });
    expect(open().answers('other', toNumber).read('a')).toBeNull();
    open().answers('size', String).write('b', { value: 'text', asOf: about.asOf });
    expect(sizes.read('b')).toBeNull();
  });

  it('keeps the pace of services for other processes', () => {
    open().pace.reserve('search', nowMs, 500);
    expect(open().pace.reserve('search', nowMs, 500)).toBe(nowMs + 500);
  });

  it('keeps within its bound, and lets go of what was not used for the longest', () => {
    const maxBytes = 2_000_000;
    const cache = open({ maxBytes });
    const large = () => packument({ blocks: [Buffer.alloc(40_000, 1)] });
    for (let n = 0; n < 120; n += 1) {
      nowMs += 7_200_000;
      cache.writePackage(REGISTRY, `p${n}`, large(), about);
      cache.readPackage(REGISTRY, 'p0');
    }
    expect(cache.readPackage(REGISTRY, 'p0')).not.toBeNull();
    expect(cache.readPackage(REGISTRY, 'p1')).toBeNull();
    expect(cache.readPackage(REGISTRY, 'p119')).not.toBeNull();
    cache.close();
    // A look after every fifty writes: so much may come on top.
    expect(readFileSync(file).length).toBeLessThan(maxBytes + 50 * 45_000);
  });

  it('lets go of a little with each write, so that none takes long, until it is within its bound', () => {
    const full = open({ maxBytes: 1e9 });
    const large = () => packument({ blocks: [Buffer.alloc(40_000, 1)] });
    for (let n = 0; n < 200; n += 1) {
      full.writePackage(REGISTRY, `p${n}`, large(), about);
      full.answers('size', Number).write(`p${n}`, { value: n, asOf: about.asOf });
    }
    full.close();
    const cache = open({ maxBytes: 2_000_000 });
    const db = new Database(file, { readonly: true });
    const count = () => Number(db.prepare('SELECT count(*) FROM packages').pluck().get());
    const counts: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      cache.answers('other', Number).write(`${n}`, { value: n, asOf: about.asOf });
      counts.push(count());
    }
    db.close();
    cache.close();
    const steps = counts.map((left, at) => (counts[at - 1] ?? 200) - left);
    expect(Math.max(...steps)).toBe(10);
    expect(counts.at(-1)).toBeGreaterThan(10);
    expect(readFileSync(file).length).toBeLessThan(2_000_000);
  });

  it.each<[string, (path: string) => void]>([
    [
      'damaged',
      (path) => writeFileSync(path, 'this is no database, but it is long enough to look like one'.repeat(99)),
    ],
    [
      'newer',
      (path) => {
        const db = new Database(path);
        db.exec(`PRAGMA application_id = ${0x53484558}; PRAGMA user_version = 99; CREATE TABLE x (y)`);
        db.close();
      },
    ],
    [
      "another program's",
      (path) => {
        const db = new Database(path);
        db.exec('CREATE TABLE x (y)');
        db.close();
      },
    ],
  ])('sets a %s file aside and begins anew', (_what, make) => {
    open().readPackage(REGISTRY, 'pkg');
    caches.pop()?.close();
    rmSync(file);
    make(file);
    const cache = open();
    cache.writePackage(REGISTRY, 'pkg', packument(), about);
    expect(open().readPackage(REGISTRY, 'pkg')).toMatchObject(about);
    expect(existsSync(`${file}.set-aside`)).toBe(true);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/is set aside/);
  });

  it('sets a file aside that is damaged while it is open', () => {
    const first = open();
    for (let n = 0; n < 40; n += 1) {
      first.writePackage(REGISTRY, `p${n}`, packument({ facts: Buffer.alloc(9_000, n) }), about);
    }
    first.close();
    const bytes = readFileSync(file);
    bytes.fill(0xff, 4_096);
    writeFileSync(file, bytes);
    const cache = open();
    expect(cache.readPackage(REGISTRY, 'p3')).toBeNull();
    cache.writePackage(REGISTRY, 'pkg', packument(), about);
    expect(cache.readPackage(REGISTRY, 'pkg')).toMatchObject(about);
    expect(existsSync(`${file}.set-aside`)).toBe(true);
  });

  it('works in memory where there can be no file, and says so once', () => {
    const cache = open({ file: '/dev/null/explore.db' });
    cache.writePackage(REGISTRY, 'pkg', packument(), about);
    expect(cache.readPackage(REGISTRY, 'pkg')).toMatchObject(about);
    expect(warnings).toEqual([expect.stringMatching(/^\/dev\/null\/explore\.db: nothing can be kept there/)]);
  });

  it('touches no file before it is needed', () => {
    open();
    expect(existsSync(file)).toBe(false);
  });

  it('answers nothing once it is closed', () => {
    const cache = open();
    cache.writePackage(REGISTRY, 'pkg', packument(), about);
    cache.close();
    cache.close();
    expect(cache.readPackage(REGISTRY, 'pkg')).toBeNull();
    expect(cache.pace.reserve('search', nowMs, 500)).toBe(nowMs);
  });
});
