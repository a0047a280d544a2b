import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonStream } from './json-stream.ts';
import { JsonSyntaxError } from './json-syntax-error.ts';

/** Reads a text that arrives in chunks of `size` bytes, from one buffer that is overwritten each time. */
async function read(
  text: string | Uint8Array,
  size = 7,
  options: { arrayPath?: string; maxBytes?: number } = {},
) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const elements: string[] = [];
  async function* chunks() {
    const reused = new Uint8Array(size);
    for (let start = 0; start < bytes.length; start += size) {
      const chunk = bytes.subarray(start, start + size);
      reused.fill(0x21).set(chunk);
      yield reused.subarray(0, chunk.length);
    }
  }
  const envelope = await readJsonStream(chunks(), {
    arrayPath: 'data',
    onElement: (element) => elements.push(element),
    ...options,
  });
  return { elements, envelope };
}

describe('readJsonStream', () => {
  test('hands out the elements as they were written and gives the rest', async () => {
    const text =
      ' {"object":"page", "data" : [ {"a": [1, {"b":"]}"}]} , 2 ,"x\\"]",null, [] ],"has_more":false}\n';
    expect(await read(text)).toEqual({
      elements: ['{"a": [1, {"b":"]}"}]}', '2', '"x\\"]"', 'null', '[]'],
      envelope: { object: 'page', data: [], has_more: false },
    });
  });

  test('splits the same way wherever the chunks end', async () => {
    const text =
      '{"é\\\\":"\\\\\\"","data":[{"k":"ü€😀\\u0022\\\\"},"\\\\",-1.5e3,{"data":[[1]]}],"next_page":"p/=="}';
    const whole = JSON.parse(text);
    for (let size = 1; size < 100; size += 1) {
      const { elements, envelope } = await read(text, size);
      expect(elements.map((element) => JSON.parse(element))).toEqual(whole.data);
      expect(envelope).toEqual({ ...whole, data: [] });
    }
  });

  test('looks for the array at the top level only', async () => {
    const text = '{"meta":{"data":[1,2]},"list":[{"data":[3]}],"data":[4]}';
    expect(await read(text)).toEqual({
      elements: ['4'],
      envelope: { meta: { data: [1, 2] }, list: [{ data: [3] }], data: [] },
    });
  });

  test.each([
    '{}',
    '{"data":null}',
    '{"data":{"data":[1]}}',
    '{"data":"[1]"}',
    '{"datax":[1],"dat":[2]}',
    '{"data":[]}',
  ])('hands out nothing of %s', async (text) => {
    expect(await read(text)).toEqual({ elements: [], envelope: JSON.parse(text) });
  });

  test('knows the array by its name, however that is written', async () => {
    expect(await read('{"d\\u0061ta":[1]}')).toEqual({ elements: ['1'], envelope: { data: [] } });
    expect((await read('{"rows":[1],"data":[2]}', 3, { arrayPath: 'rows' })).elements).toEqual(['1']);
  });

  test('gives the same elements as JSON.parse for any JSON in any chunks', async () => {
    const row = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
    const page = fc.record({
      before: fc.dictionary(fc.string({ unit: 'grapheme' }), row),
      data: fc.oneof({ weight: 5, arbitrary: fc.array(row) }, row),
      after: fc.dictionary(fc.string({ unit: 'grapheme' }), row),
    });
    await fc.assert(
      fc.asyncProperty(
        page,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 1, '\t'),
        async (parts, size, indent) => {
          const { data: _before, ...before } = parts.before;
          const { data: _after, ...after } = parts.after;
          const text = JSON.stringify({ ...before, data: parts.data, ...after }, null, indent);
          const whole = JSON.parse(text);
          const { elements, envelope } = await read(text, size);
          const expected = Array.isArray(whole.data) ? whole.data : [];
          expect(elements.map((element) => JSON.parse(element))).toEqual(expected);
          expect(envelope).toEqual({ ...whole, data: Array.isArray(whole.data) ? [] : whole.data });
        },
      ),
      { numRuns: 300 },
    );
  });

  test('notices every place where the text may break off', async () => {
    const text = '{"object":"page","data":[{"a":1},[2],"x",3],"has_more":false}';
    for (let length = 0; length < text.length; length += 1) {
      await expect(read(text.slice(0, length)), text.slice(0, length)).rejects.toThrow(JsonSyntaxError);
    }
  });

  test.each([
    '[]',
    '"data"',
    'null',
    '<html>',
    '\ufeff{"data":[]}',
    '{"data":[1,]}',
    '{"data":[,1]}',
    '{"data":[1,,2]}',
    '{"data":[{} {}]}',
    '{"data":[1 2]}',
    '{"data":[1}}',
    '{"data":[}]}',
    '{"data":[:]}',
    '{"data":[1]]}',
    '{"data":[1],}',
    '{"data":[1]} x',
    '{"data":[1]}{}',
    '{"data" [1]}',
    '{"data":}',
    '{data:[1]}',
    '{"a":1 "data":[1]}',
    '{"a":nul,"data":[1]}',
    '{"a":[1},"data":[1]}',
    '{"\\x":1,"data":[1]}',
    '{"data":[1],"data":[2]}',
    '{"data":[1],"data":null}',
  ])('refuses %s', async (text) => {
    await expect(read(text)).rejects.toThrow(JsonSyntaxError);
  });

  test('never lets broken JSON pass: it fails, or an element is no JSON', async () => {
    const text = '{"o":"p","data":[{"a":"b\\n"},[1,-2.5],"x",true],"n":null}';
    const place = fc.integer({ min: 0, max: text.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        place,
        fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', ' ', '1'),
        async (at, put) => {
          const broken = text.slice(0, at) + put + text.slice(at + 1);
          const outcome = await read(broken, 5)
            .then(({ elements, envelope }) => ({
              ...Object(envelope),
              data: elements.map((element) => JSON.parse(element)),
            }))
            .catch(() => 'refused');
          let expected: unknown = 'refused';
          try {
            const whole = JSON.parse(broken);
            expected = { ...whole, data: whole.data ?? [] };
          } catch {
            // SyntaxError: broken, as was meant.
          }
          expect(outcome).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('refuses bytes that are not UTF-8, in an element as in the envelope', async () => {
    const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
    await expect(read(latin1('{"data":["é"]}'))).rejects.toThrow(/not UTF-8/);
    await expect(read(latin1('{"data":[],"n":"é"}'))).rejects.toThrow(/not UTF-8/);
  });

  test('stops at the cap, and not one byte before', async () => {
    const text = '{"data":[1,2,3]}';
    await expect(read(text, 4, { maxBytes: text.length - 1 })).rejects.toMatchObject({ code: 'too-large' });
    expect((await read(text, 4, { maxBytes: text.length })).elements).toHaveLength(3);
  });

  test('ends with what onElement throws', async () => {
    const stop = new Error('enough');
    const body = (async function* () {
      yield new TextEncoder().encode('{"data":[1,2]}');
    })();
    const onElement = () => {
      throw stop;
    };
    await expect(readJsonStream(body, { arrayPath: 'data', onElement })).rejects.toBe(stop);
  });
});
