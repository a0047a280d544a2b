import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPackumentSplitter, PackumentError } from './split-packument.ts';

const FIELDS = new Set(['name', 'time', 'dist-tags']);

function split(text: string | Buffer, sizes: readonly number[] = [65_536], limits = {}) {
  const fields: [string, unknown][] = [];
  const versions: [string, unknown][] = [];
  const splitter = createPackumentSplitter({
    fields: FIELDS,
    maxFieldBytes: 1_000_000,
    maxVersionBytes: 1_000_000,
    onField: (name, json) => fields.push([name, JSON.parse(json.toString())]),
    onVersion: (version, json) => versions.push([version, json && JSON.parse(json.toString())]),
    ...limits,
  });
  const bytes = Buffer.from(text);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    splitter.push(bytes.subarray(at, at + size));
    at += size;
  }
  splitter.end();
  return { fields, versions };
}

describe('createPackumentSplitter', () => {
  it('gives the wanted fields and every version', () => {
    const packument = {
      _id: 'x',
      name: 'x',
      'dist-tags': { latest: '1.0.0' },
      versions: { '1.0.0': { name: 'x', a: [1, { b: '}]"\\' }] }, '2.0.0': {} },
      time: { created: '2020' },
      readme: 'versions: {"3.0.0": {}}',
    };
    expect(split(JSON.stringify(packument, null, 2))).toEqual({
      fields: [
        ['name', 'x'],
        ['dist-tags', { latest: '1.0.0' }],
        ['time', { created: '2020' }],
      ],
      versions: Object.entries(packument.versions),
    });
  });

  it('gives what JSON.parse would, wherever the pieces are cut', () => {
    const signs = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', ' ') });
    const json = fc.oneof(
      fc.json({ maxDepth: 4, stringUnit: 'binary' }),
      fc.dictionary(signs, signs, { noNullPrototype: true }).map((value) => JSON.stringify([value])),
    );
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a"b', 'c\\', '}', '\u2028'));
    fc.assert(
      fc.property(
        fc.dictionary(key, json, { maxKeys: 6, noNullPrototype: true }),
        fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        (versions, others, sizes, isPretty) => {
          const parts = [
            ...Object.entries(others).filter(([name]) => name !== 'versions'),
            ['versions', `{${Object.entries(versions).map(([v, j]) => `${JSON.stringify(v)}:${j}`)}}`],
            ['time', '{"created":"2020"}'],
          ].map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
          const plain = `{${parts.join(',')}}`;
          const text = isPretty ? JSON.stringify(JSON.parse(plain), null, 1) : plain;
          const wanted = JSON.parse(text).versions;
          const found = split(text, sizes);
          // Equal keys come several times; the last one counts, as it does for JSON.parse.
          const last = new Map(found.versions);
          expect([...last].sort()).toEqual(Object.entries(wanted).sort());
          expect(found.fields.at(-1)).toEqual(['time', { created: '2020' }]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    ['broke off', '{"name":"x","versions":{"1.0.0":{"a":1}'],
    ['broke off', ''],
    ['broke off', '{"name":"x'],
    ['is not JSON', '<!doctype html><title>no</title>'],
    ['is not an object', '[1]'],
    ['goes on behind its end', '{"name":"x"} more'],
    ['is nested too deeply', `{"name":${'['.repeat(5_000)}`],
    ['is not JSON', '{"na\nme":"x"}'],
  ])('refuses what %s', (problem, text) => {
    expect(() => split(text)).toThrow(new PackumentError(problem));
  });

  it.each([['null'], ['[]'], ['"text"'], ['12'], ['{}'], ['[{"1.0.0":{}}]']])(
    'finds no versions where they are %s',
    (versions) => {
      const found = split(`{"versions":${versions},"name":"x"}`);
      expect(found).toEqual({ fields: [['name', 'x']], versions: [] });
    },
  );

  it('passes over a field that is too long, and gives a version that is as null', () => {
    const text = JSON.stringify({
      time: 'x'.repeat(200),
      name: 'x',
      versions: { '1.0.0': { a: 'x'.repeat(200) }, '1.0.1': { a: 1 } },
    });
    expect(split(text, [7], { maxFieldBytes: 100, maxVersionBytes: 100 })).toEqual({
      fields: [['name', 'x']],
      versions: [
        ['1.0.0', null],
        ['1.0.1', { a: 1 }],
      ],
    });
  });
});
