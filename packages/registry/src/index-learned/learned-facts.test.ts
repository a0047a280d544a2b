import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IndexFacts } from '../search/index-document.ts';
import { type IndexFolder, openIndexFolder } from '../search/index-folder.ts';
import { createIndexWriter } from '../search/sqlite/create-index-writer.ts';
import { openIndexReader } from '../search/sqlite/index-reader.ts';
import { openIndexUpdater } from '../search/sqlite/update-index.ts';
import { applyLearned } from './apply-learned.ts';
import type { Learned, LearnedFacts } from './learned.ts';
import { openLearnedFacts } from './open-learned-facts.ts';

let root: string;
let folder: IndexFolder;
let learned: LearnedFacts;
let now: Date;

beforeEach(() => {
  now = new Date('2026-11-26T12:00:00Z');
  root = mkdtempSync(path.join(tmpdir(), 'learned-'));
  folder = openIndexFolder(root, () => 0);
  learned = open();
});
afterEach(() => {
  learned.close();
  rmSync(root, { recursive: true, force: true });
});

const open = () => openLearnedFacts({ file: path.join(root, 'learned.sqlite'), clock: () => now });
const known = (name: string, description: string | null = null): Learned => ({
  kind: 'known',
  name,
  document: { name, description },
});
const gone = (name: string): Learned => ({ kind: 'deleted', name });

describe('what was learned', () => {
  it('makes no file before something is', () => {
    expect([learned.revision(), learned.place(), learned.of('koa'), learned.since(0, 9)]).toEqual([
      0,
      null,
      null,
      [],
    ]);
    expect(existsSync(path.join(root, 'learned.sqlite'))).toBe(false);
  });

  it('is kept with the place in the feed, and seen by other processes', () => {
    const place = { feed: 'https://feed', sequence: 12, asOf: '2026-11-26T12:00:00.000Z' };
    expect(learned.keep([known('koa', 'A'), gone('old')], place)).toBe(2);
    const other = open();
    expect(other.of('koa')).toMatchObject(known('koa', 'A'));
    expect(other.of('old')).toMatchObject(gone('old'));
    expect(other.place()).toEqual(place);
    expect(other.count()).toEqual({ known: 1, deleted: 1 });
    other.close();
  });

  it('keeps what a readme said, and nothing else of an older version', () => {
    const packument = (facts: IndexFacts, description: string | null): Learned => ({
      kind: 'known',
      name: 'koa',
      document: { name: 'koa', description, facts },
    });
    const first = packument({ version: '1.0.0', license: 'MIT' }, 'A');
    learned.keep([packument({ version: '1.0.0', license: 'MIT', readmeStems: 'web' }, 'A'), first]);
    const kept = () => learned.of('koa');
    const both = { description: 'A', facts: { version: '1.0.0', license: 'MIT', readmeStems: 'web' } };
    expect(kept()).toMatchObject({ document: both });
    expect(learned.keep([first])).toBe(0);
    learned.keep([packument({ version: '2.0.0' }, null)]);
    const after = { name: 'koa', description: null, facts: { version: '2.0.0', readmeStems: 'web' } };
    expect(kept()).toMatchObject({ document: after });
    expect(kept()).not.toMatchObject({ document: { facts: { license: 'MIT' } } });
    learned.keep([gone('koa'), packument({ version: '3.0.0' }, null)]);
    expect(kept()).not.toMatchObject({ document: { facts: { readmeStems: 'web' } } });
  });

  it('has a new revision only where it is news', () => {
    learned.keep([known('koa', 'A'), known('hono', 'B')]);
    now = new Date('2026-11-27T12:00:00Z');
    expect(learned.keep([known('koa', 'A')])).toBe(0);
    expect(learned.learnedAt('koa')).toBe('2026-11-27T12:00:00.000Z');
    expect(learned.revision()).toBe(2);
    expect(learned.keep([known('koa', 'C')])).toBe(1);
    expect(learned.since(2, 9)).toEqual([
      { ...known('koa', 'C'), revision: 3, learnedAt: '2026-11-27T12:00:00.000Z' },
    ]);
    expect(learned.since(0, 9).map(({ name }) => name)).toEqual(['hono', 'koa']);
    // After a week a list may have said otherwise.
    now = new Date('2026-12-05T12:00:00Z');
    expect(learned.keep([known('koa', 'C')])).toBe(1);
    expect(learned.since(3, 9)).toEqual([expect.objectContaining({ name: 'koa', revision: 4 })]);
  });
});

describe('applyLearned', () => {
  const use = (names: readonly string[], description?: string) => {
    const file = folder.next(names.join('-'));
    const writer = createIndexWriter(file);
    for (const name of names) writer.add({ name, downloads: 10, ...(description && { description }) });
    writer.finish({ builtOn: '2026-11-01', source: 'test' });
    writer.close();
    folder.use(file);
  };
  const file = () => {
    folder.forget();
    return folder.current();
  };
  const inIndex = () => {
    const reader = openIndexReader(folder.current() ?? '');
    const all = reader.popular({ limit: 99, offset: 0 });
    reader.close();
    return Object.fromEntries(all.map((each) => [each.name, [each.downloads, each.description]]));
  };

  it('puts it into the index in use, a little at a time, once', () => {
    use(['koa', 'old']);
    learned.keep([known('koa', 'A'), known('new', 'B'), gone('old')]);
    expect(applyLearned({ file, learned, limit: 2 })).toEqual({ changed: 2, hasMore: true });
    expect(applyLearned({ file, learned, limit: 2 })).toEqual({ changed: 1, hasMore: false });
    expect(inIndex()).toEqual({ koa: [10, 'A'], new: [null, 'B'] });
    expect(applyLearned({ file, learned, limit: 2 })).toEqual({ changed: 0, hasMore: false });
  });

  it('adds only what the list does not say where that is later than what was learned', () => {
    now = new Date('2026-01-01T12:00:00Z');
    learned.keep([known('koa', 'A'), known('hono'), known('unlisted', 'C'), gone('back-again')]);
    now = new Date('2026-11-26T12:00:00Z');
    learned.keep([gone('old')]);
    now = new Date('2026-10-03T12:00:00Z');
    learned.keep([gone('still-counted')]);
    use(['koa', 'back-again', 'old', 'still-counted', 'hono'], 'From the list');
    applyLearned({ file, learned, limit: 9 });
    expect(inIndex()).toEqual({
      koa: [10, 'From the list'],
      hono: [10, 'From the list'],
      'back-again': [10, 'From the list'],
      unlisted: [null, 'C'],
    });
  });

  it('takes no description for one that is not known', () => {
    use(['koa'], 'From the list');
    learned.keep([known('koa', null)]);
    applyLearned({ file, learned, limit: 9 });
    expect(inIndex()).toEqual({ koa: [10, 'From the list'] });
  });

  it('puts it into another index that is used from then on', () => {
    use(['koa']);
    learned.keep([known('koa', 'A')]);
    applyLearned({ file, learned, limit: 9 });
    use(['koa', 'hono']);
    expect(applyLearned({ file, learned, limit: 9 })).toEqual({ changed: 1, hasMore: false });
    expect(inIndex()).toMatchObject({ koa: [10, 'A'] });
  });

  it('begins anew where what was learned was deleted, and tells so from what was learned since', () => {
    use(['koa', 'hono']);
    learned.keep([known('koa', 'A'), known('hono', 'B'), known('kept', 'C')]);
    applyLearned({ file, learned, limit: 9 });
    learned.close();
    rmSync(path.join(root, 'learned.sqlite'));
    learned = open();
    expect(learned.id()).toBeNull();
    expect(applyLearned({ file, learned, limit: 9 })).toEqual({ changed: 0, hasMore: false });
    learned.keep([known('koa', 'D')]);
    expect(applyLearned({ file, learned, limit: 9 })).toEqual({ changed: 1, hasMore: false });
    expect(inIndex()).toEqual({ koa: [10, 'D'], hono: [10, 'B'], kept: [null, 'C'] });
    expect(applyLearned({ file, learned, limit: 9 })).toEqual({ changed: 0, hasMore: false });
  });

  it('sees that it was deleted under a process that has it open', () => {
    use(['koa']);
    learned.keep([known('koa', 'A'), known('new', 'B')]);
    applyLearned({ file, learned, limit: 9 });
    rmSync(path.join(root, 'learned.sqlite'));
    expect(learned.revision()).toBe(0);
    const other = open();
    other.keep([known('koa', 'C')]);
    other.close();
    expect(applyLearned({ file, learned, limit: 9 })).toEqual({ changed: 1, hasMore: false });
    learned.keep([known('new', 'D')]);
    expect(learned.revision()).toBe(2);
    applyLearned({ file, learned, limit: 9 });
    expect(inIndex()).toEqual({ koa: [10, 'C'], new: [null, 'D'] });
  });

  it('does nothing where there is no index yet', () => {
    learned.keep([known('koa', 'A')]);
    expect(applyLearned({ file, learned, limit: 9 })).toEqual({ changed: 0, hasMore: false });
  });

  it('asks to be called again where the index was replaced just now', () => {
    use(['koa']);
    learned.keep([known('koa', 'A')]);
    const files = [path.join(root, 'index-gone.sqlite')];
    const replaced = () => files.pop() ?? file();
    expect(applyLearned({ file: replaced, learned, limit: 9 })).toEqual({ changed: 0, hasMore: true });
    expect(applyLearned({ file: replaced, learned, limit: 9 })).toEqual({ changed: 1, hasMore: false });
  });

  it('lets nobody put something in between what it reads and what it puts in', () => {
    use(['koa']);
    learned.keep([known('koa', 'A')]);
    let other: unknown;
    const since: LearnedFacts['since'] = (...args) => {
      const news = learned.since(...args);
      learned.keep([known('koa', 'B')]);
      try {
        other = applyLearned({ file, learned, limit: 9, busyMs: 1 });
      } catch (error) {
        other = error;
      }
      return news;
    };
    applyLearned({ file, learned: { ...learned, since }, limit: 9 });
    expect(other).toMatchObject({ code: 'SQLITE_BUSY' });
    expect(applyLearned({ file, learned, limit: 9 })).toMatchObject({ changed: 1 });
    expect(inIndex()).toEqual({ koa: [10, 'B'] });
  });

  it('is told where another process writes, and puts it in the next time', () => {
    use(['koa']);
    learned.keep([known('koa', 'A')]);
    const other = openIndexUpdater(folder.current() ?? '');
    const blocked = () => applyLearned({ file, learned, limit: 9, busyMs: 1 });
    let seen: unknown;
    // In the middle of another's transaction.
    other.apply({
      upserts: (function* () {
        try {
          blocked();
        } catch (error) {
          seen = error;
        }
        yield* [];
      })() as never, // stands for a list
    });
    other.close();
    expect(seen).toMatchObject({ code: 'SQLITE_BUSY' });
    expect(blocked()).toEqual({ changed: 1, hasMore: false });
  });
});
