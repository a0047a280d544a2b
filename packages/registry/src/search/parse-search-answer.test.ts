import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSearchAnswer } from './parse-search-answer.ts';

/** A row as the service documents it. */
const row = (more: object = {}, aside: object = {}) => ({
  downloads: { monthly: 1_234, weekly: 300 },
  dependents: 12,
  updated: '2026-11-20T10:00:00.000Z',
  searchScore: 99.5,
  package: {
    name: 'made-up',
    keywords: ['one', 'two'],
    version: '1.2.3',
    description: 'A made-up package.',
    sanitized_name: 'made-up',
    publisher: { username: 'somebody', email: 'somebody@example.com' },
    maintainers: [{ username: 'somebody', email: 'somebody@example.com' }, { username: 'other' }],
    license: 'MIT',
    date: '2026-11-19T10:00:00.000Z',
    links: {
      homepage: 'https://example.com/',
      repository: 'git+https://example.com/x.git',
      npm: 'https://example.com/n',
    },
    ...more,
  },
  score: { final: 99.5, detail: { quality: 1, popularity: 1, maintenance: 1 } },
  flags: { insecure: 0 },
  ...aside,
});

const parseOne = (more: object = {}, aside: object = {}) => {
  const [hit] = parseSearchAnswer({ objects: [row(more, aside)], total: 1, time: 'now' }).hits;
  if (hit === undefined) throw new Error('the row was left out');
  return hit;
};

describe('parseSearchAnswer', () => {
  it('reads what the service documents', () => {
    expect(parseSearchAnswer({ objects: [row()], total: 77 })).toEqual({
      total: 77,
      rows: 1,
      hits: [
        {
          name: 'made-up',
          version: '1.2.3',
          description: 'A made-up package.',
          publishedAt: '2026-11-19T10:00:00.000Z',
          license: 'MIT',
          keywords: ['one', 'two'],
          publisher: 'somebody',
          maintainers: ['somebody', 'other'],
          homepage: 'https://example.com/',
          repository: null,
          downloads: 1_234,
          dependents: 12,
        },
      ],
    });
  });

  it('keeps no e-mail address and none of the scores that say nothing', () => {
    const text = JSON.stringify(parseOne());
    expect(text).not.toContain('@example.com');
    expect(text).not.toMatch(/quality|popularity|maintenance|insecure|99\.5/);
  });

  it('reads counts that come as text, and takes what is no count as unknown', () => {
    expect(parseOne({}, { dependents: '4321' }).dependents).toBe(4_321);
    for (const wrong of [-1, 1.5, '12k', '', null, {}, Number.MAX_VALUE, '9'.repeat(40)]) {
      expect(parseOne({}, { dependents: wrong, downloads: { monthly: wrong } })).toMatchObject({
        dependents: null,
        downloads: null,
      });
    }
    expect(parseOne({}, { downloads: undefined }).downloads).toBeNull();
  });

  it('takes links of the web alone', () => {
    for (const link of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.com',
      '//example.com',
      'x',
      5,
    ]) {
      expect(parseOne({ links: { homepage: link, repository: link } })).toMatchObject({
        homepage: null,
        repository: null,
      });
    }
    expect(parseOne({ links: null })).toMatchObject({ homepage: null, repository: null });
  });

  it('makes one harmless line of every text', () => {
    expect(parseOne({ description: ' a\n\u202Eb\0c\ud800 ' }).description).toBe('a b c\ufffd');
    expect(parseOne({ description: 'x'.repeat(100_000) }).description).toHaveLength(500);
    expect(parseOne({ description: { toString: 1 } }).description).toBeNull();
    expect(parseOne({ license: { type: 'BSD', url: 'javascript:1' } }).license).toBe('BSD');
  });

  it('takes what is no version or time as unknown', () => {
    expect(parseOne({ version: 'latest', date: 'yesterday' })).toMatchObject({
      version: null,
      publishedAt: null,
    });
    expect(parseOne({ date: '+275760-09-13T00:00:00.000Z' }).publishedAt).toBeNull();
    expect(parseOne({ date: 1 }).publishedAt).toBeNull();
  });

  it.each([
    ['../etc'],
    ['@chee/..'],
    ['@../chee'],
    ['.'],
    ['a b'],
    [''],
    [5],
    [null],
    ['x'.repeat(300)],
    ['@a/b/c'],
  ])('leaves out a row with the name %j and keeps the others', (name) => {
    const page = parseSearchAnswer({ objects: [row({ name }), row(), null, 'row', {}], total: 5 });
    expect(page.hits.map((hit) => hit.name)).toEqual(['made-up']);
    expect(page.rows).toBe(5);
  });

  it.each([
    [null],
    ['<html>'],
    [[]],
    [{}],
    [{ objects: {}, total: 0 }],
    [{ objects: [], total: 'many' }],
    [{ error: 'no' }],
  ])('refuses %j as an answer', (body) => {
    expect(() => parseSearchAnswer(body)).toThrow();
  });

  it('never fails because of a row, whatever is in it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(row().package)), fc.jsonValue()), (odd) => {
        parseSearchAnswer({ objects: [row(odd), row({}, odd)], total: 1 });
      }),
    );
  });
});
