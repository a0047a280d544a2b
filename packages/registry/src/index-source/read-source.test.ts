import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IndexDocument } from '../search/index-document.ts';
import { readSource } from './read-source.ts';
import type { BadRow } from './source-rows.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(content: string | Uint8Array, size = 7) {
  const documents: IndexDocument[] = [];
  const bad: BadRow[] = [];
  for await (const rows of readSource(inPieces(Buffer.from(content), size))) {
    documents.push(...rows.documents);
    bad.push(...rows.bad);
  }
  return { documents, bad };
}

const COUNTS = [
  { name: 'express', downloads: 9 },
  { name: '@types/node', downloads: 7 },
];

describe('readSource', () => {
  it.each([
    ['an object with a package a key', '{"express": 9,\n "@types/node": 7}'],
    ['an object of objects', '{"express":{"downloads":9},"@types/node":{"count":"7"}}'],
    ['pairs', '[["express",9],["@types/node",7]]'],
    ['objects', '[{"name":"express","downloads":9},{"package":"@types/node","monthly_downloads":7}]'],
    ['JSON lines', '{"name":"express","downloads":9}\n{"name":"@types/node","downloads":7}\n'],
    ['pairs as JSON lines', '["express",9]\n["@types/node",7]'],
    ['a table', 'express\t9\n@types/node\t7\n'],
    ['a table with other ends of lines', '\ufeffexpress\t9\r\n@types/node\t7'],
    ['a table with a head', 'Downloads (of 30 days)\tother\tname\n9\tx\texpress\n7\ty\t@types/node\n'],
  ])('reads %s, in pieces of any size, packed or not', async (_, text) => {
    for (const size of [1, 2, 5, 1_000]) {
      expect(await read(text, size)).toEqual({ documents: COUNTS, bad: [] });
      expect(await read(gzipSync(text), size)).toEqual({ documents: COUNTS, bad: [] });
    }
  });

  it('reads names alone, whose downloads are not known', async () => {
    const documents = ['express', 'koa'].map((name) => ({ name, downloads: null }));
    expect((await read('["express", "koa"]')).documents).toEqual(documents);
    expect((await read('express\nkoa\n')).documents).toEqual(documents);
    expect((await read('"express"\n"koa"\n')).documents).toEqual(documents);
  });

  it('reads everything else that a list says', async () => {
    const facts = {
      version: '5.1.0',
      keywords: ['web', 'framework'],
      readmeStems: 'express web framework',
      license: 'MIT',
      isDeprecated: false,
      publishedAt: '2026-01-02T00:00:00.000Z',
      maintainers: ['tj', 'wes'],
      types: 'separate',
      module: 'cjs',
    };
    const line = JSON.stringify({
      name: 'express',
      downloads: 9,
      description: 'A\u0007 web\nframework',
      ...facts,
      readme: '# Express\n\nA web `app.get()` framework',
      readmeStems: undefined,
      maintainers: [{ name: 'tj', email: 'x@example.com' }, 'wes'],
      isDeprecated: undefined,
      deprecated: false,
      unknown: { deep: [1] },
    });
    const document = { name: 'express', downloads: 9, description: 'A web framework', facts };
    expect((await read(line)).documents).toEqual([document]);
    const table =
      'name\tversion\tdownloads_a_month\tsummary (of its authors)\tkeywords\tlicense\tdeprecated\tpublished_at\tmaintainers\ttypes\tmodule\treadme\n' +
      'express\t5.1.0\t9\tA web framework\tweb, framework\tMIT\tno\t2026-01-02\ttj,wes\tseparate\tcjs\tExpress: a web framework\n';
    expect((await read(table)).documents).toEqual([document]);
  });

  it('counts and names what is no package, and reads on', async () => {
    const table = 'express\t9\n\nex press\t5\nkoa\tmany\n../up\t1\nhono\t-1\nfastify\t3\n';
    const { documents, bad } = await read(table);
    expect(documents.map(({ name }) => name)).toEqual(['express', 'fastify']);
    expect(bad).toEqual([
      { at: 3, reason: 'is no package: "ex press"' },
      { at: 4, reason: 'has no whole number of downloads: "many"' },
      { at: 5, reason: 'is no package: "../up"' },
      { at: 6, reason: 'has no whole number of downloads: "-1"' },
    ]);
    const json = await read('{"express": 9, "koa": "x", "a b": 1, "hono": NaN, "fastify": 3}');
    expect(json.documents.map(({ name }) => name)).toEqual(['express', 'fastify']);
    expect(json.bad.map(({ at }) => at)).toEqual([2, 3, 4]);
  });

  it.each([
    [80_000, 16_384],
    [320_000, 262_144],
    [999_900, 262_144],
  ])('reads JSON lines whose first one has a readme of %i characters', async (length, size) => {
    const readme = 'web '.repeat(length / 4);
    for (const before of ['', '\n \n']) {
      const lines = [{ ...COUNTS[0], readme }, COUNTS[1]].map((line) => JSON.stringify(line));
      const { documents, bad } = await read(`${before}${lines.join('\n')}`, size);
      expect(bad).toEqual([]);
      expect(documents).toMatchObject(COUNTS);
    }
  });

  it('reads a list on one line as it arrives', async () => {
    let pieces = 0;
    async function* oneLine() {
      yield Buffer.from('{');
      for (; pieces < 200; pieces++) {
        yield Buffer.from(Array.from({ length: 1_000 }, (_, at) => `"p${pieces}-${at}":${at},`).join(''));
      }
      yield Buffer.from('"last":1}');
    }
    const firstAt: number[] = [];
    let documents = 0;
    for await (const rows of readSource(oneLine())) {
      if (rows.documents.length > 0) firstAt.push(pieces);
      documents += rows.documents.length;
    }
    expect(documents).toBe(200_001);
    // A piece has 13 kB or more: no more than a row's length is looked at before.
    expect(firstAt[0]).toBeLessThan(1_000_000 / 12_000);
  });

  it('keeps no endless line in memory', async () => {
    const { documents, bad } = await read(`express\t9\n${'x'.repeat(3_000_000)}\nkoa\t3\n`, 65_536);
    expect(documents.map(({ name }) => name)).toEqual(['express', 'koa']);
    expect(bad).toMatchObject([{ at: 2 }]);
  });

  it('keeps no white space after the end of the list', async () => {
    const blanks = Buffer.alloc(16_384, ' ');
    let pieces = 0;
    async function* endsLate() {
      yield Buffer.from('{"express": 9}');
      for (; pieces < 1_000; pieces++) yield blanks;
    }
    const began = performance.now();
    let documents = 0;
    for await (const rows of readSource(endsLate())) documents += rows.documents.length;
    expect([documents, pieces]).toEqual([1, 1_000]);
    // As one growing text it takes six seconds.
    expect(performance.now() - began).toBeLessThan(2_500);
  });

  it.each([
    ['nothing', '', 'It is empty.'],
    ['an object that breaks off', '{"express": 9, "koa": 3', 'It breaks off before its end.'],
    ['two lists', '{"express": 9} {"koa": 3}', 'After the end of the list there is something else.'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]), 'It is no text'],
    ['columns that nobody named', 'a\tb\tc\td\te\n', '5 columns without a head'],
    ['a packed file that breaks off', gzipSync('express\t9\n'.repeat(9_999)).subarray(0, 200), 'breaks off'],
    ['an endless entry', `{"express": "${'x'.repeat(2_000_000)}"}`, 'Entry 1 is longer'],
  ])('refuses %s', async (_, content, message) => {
    await expect(read(content, 65_536)).rejects.toThrow(message);
    await expect(read(content, 65_536)).rejects.toMatchObject({ name: 'SourceError' });
  });

  it('reads whatever JSON.stringify writes', async () => {
    const names = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/).filter((name) => name !== 'node-modules');
    const counts = fc.uniqueArray(fc.tuple(names, fc.nat()), { selector: ([name]) => name, minLength: 1 });
    await fc.assert(
      fc.asyncProperty(counts, fc.integer({ min: 1, max: 50 }), fc.nat(3), async (rows, size, indent) => {
        const text = JSON.stringify(Object.fromEntries(rows), null, indent);
        const found = (await read(text, size)).documents.map(({ name, downloads }) => [name, downloads]);
        expect(new Map(found as [string, number][])).toEqual(new Map(rows));
      }),
      { numRuns: 50 },
    );
  });
});
