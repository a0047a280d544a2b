import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSearchQuery, parseSearchQuery } from './parse-search-query.ts';
import { SEARCH_SORTS, type SearchFilters, type SearchQuery } from './search-query.ts';

const read = (text: string) => parseSearchQuery(text).query;

describe('parseSearchQuery', () => {
  it.each<[string, SearchFilters]>([
    ['types:yes', { types: 'included' }],
    ['types:any', { types: 'any' }],
    ['module:ESM', { module: 'esm' }],
    ['license:mit', { license: 'mit' }],
    ['licence:"BSD 3"', { license: 'BSD 3' }],
    ['licence:"/mit"', { license: '/mit' }],
    ['keyword:"a ""b"" c"', { keyword: 'a "b" c' }],
    ['updated:<1y', { updatedWithinDays: 365 }],
    ['updated:30d', { updatedWithinDays: 30 }],
    ['downloads:>1k', { minDownloads: 1_000 }],
    ['downloads:>=2.5m', { minDownloads: 2_500_000 }],
    ['downloads:999999999999b', { minDownloads: 1e12 }],
    ['keyword:cli', { keyword: 'cli' }],
    ['scope:@babel', { scope: 'babel' }],
    ['scope:@babel/', { scope: 'babel' }],
    ['scope:@babel/…', { scope: 'babel' }],
    ['scope:"@ babel/core "', { scope: 'babel' }],
    ['by:sindresorhus', { maintainer: 'sindresorhus' }],
    ['deprecated:yes', { deprecated: 'show' }],
    ['deprecated:no', {}],
  ])('reads %s', (typed, filters) => {
    expect(parseSearchQuery(`parse ${typed} csv`)).toEqual({
      query: { text: 'parse csv', filters, sort: 'relevance', isVerbatim: false },
      problems: [],
    });
  });

  it('reads the sort', () => {
    expect(read('csv sort:downloads').sort).toBe('downloads');
  });

  it.each(['https://x.dev/a', 'std::vector', 'c:\\x', '1:2', ':', ':types'])('takes %j for text', (typed) => {
    expect(parseSearchQuery(typed)).toMatchObject({ query: { text: typed, filters: {} }, problems: [] });
  });

  it('says what an operator lacks, and searches without it', () => {
    const { query, problems } = parseSearchQuery('csv license: updated:soon');
    expect(query).toMatchObject({ text: 'csv', filters: {} });
    expect(problems.map(({ kind, part }) => [kind, part])).toEqual([
      ['no-value', 'license:'],
      ['bad-value', 'updated:soon'],
    ]);
    expect(problems[1]?.message).toMatch(/cannot be "soon".*"<1y"/);
  });

  it('takes what is near an operator for a slip, with the whole search as it may have been meant', () => {
    const { query, problems } = parseSearchQuery('csv lisence:mit');
    expect(query.text).toBe('csv');
    expect(problems).toMatchObject([{ kind: 'unknown-operator', suggestion: 'csv license:mit' }]);
    const [odd] = parseSearchQuery("lisence:$&x$'").problems;
    expect(odd?.suggestion).toBe("license:$&x$'");
    const again = parseSearchQuery('lisence:mit a lisence:mit');
    expect(again.problems.map(({ suggestion }) => suggestion)).toEqual([
      'license:mit a lisence:mit',
      'lisence:mit a license:mit',
    ]);
  });

  it('searches what is no operator as text, and says so', () => {
    const { query, problems } = parseSearchQuery('node:fs');
    expect(query.text).toBe('node:fs');
    expect(problems).toMatchObject([{ kind: 'unknown-operator', suggestion: null }]);
  });

  it('says that an operator stands there twice: the last one counts', () => {
    const { query, problems } = parseSearchQuery('module:cjs module:esm');
    expect(query.filters).toEqual({ module: 'esm' });
    expect(problems).toMatchObject([{ kind: 'twice', part: 'module:esm' }]);
  });

  it('lets operators beside the text win over those in it, also where they take one back', () => {
    const operators = { license: 'isc', deprecated: 'hide', types: '' };
    expect(parseSearchQuery('license:mit deprecated:only types:any', { operators })).toMatchObject({
      query: { filters: { license: 'isc', types: 'any' } },
      problems: [],
    });
  });

  it('reads what formatSearchQuery writes as the same', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const query = fc.record({
      text: fc.array(word, { maxLength: 3 }).map((words) => words.join(' ')),
      filters: fc.record(
        {
          types: fc.constantFrom('included' as const, 'any' as const),
          module: fc.constantFrom('esm' as const, 'cjs' as const),
          license: fc.oneof(word, fc.constant('BSD 3')),
          deprecated: fc.constantFrom('show' as const, 'only' as const),
          updatedWithinDays: fc.integer({ min: 1, max: 9_999 }),
          minDownloads: fc.integer({ min: 0, max: 1e9 }),
          keyword: word,
          scope: word,
          maintainer: word,
        },
        { requiredKeys: [] },
      ),
      sort: fc.constantFrom(...SEARCH_SORTS),
      isVerbatim: fc.constant(false),
    });
    fc.assert(
      fc.property(query, (each) => {
        // fast-check knows no exact optional properties.
        const whole = each as SearchQuery;
        expect(parseSearchQuery(formatSearchQuery(whole))).toEqual({ query: whole, problems: [] });
      }),
    );
  });

  it('reads what it has read as the same once it is written, whatever was typed and set', () => {
    const signs = fc.constantFrom(
      ...[
        '"',
        '/',
        ':',
        '\\',
        '@',
        '~',
        ' ',
        '\u2028',
        '>',
        '<',
        '.',
        'a',
        'b',
        '9',
        '99',
        'w',
        'm',
        'b',
        'é',
      ],
      ...['license:', 'keyword:', 'scope:', 'lisence:', 'foo:', 'updated:', 'downloads:', 'sort:released'],
    );
    const typed = fc.oneof(
      fc.array(signs, { maxLength: 12 }).map((all) => all.join('')),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    const span = fc.tuple(fc.nat(9_999), fc.constantFrom('d', 'w', 'm', 'y'));
    const count = fc.tuple(fc.nat(), fc.constantFrom('', '.5', '.123'), fc.constantFrom('', 'k', 'm', 'b'));
    const operators = fc.record(
      {
        license: typed,
        keyword: typed,
        scope: typed,
        by: typed,
        updated: span.map((all) => all.join('')),
        downloads: count.map((all) => all.join('')),
        types: fc.constantFrom('yes', 'any'),
        deprecated: fc.constantFrom('only', 'no'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(typed, operators, (text, given) => {
        const { query } = parseSearchQuery(text, { operators: given });
        const written = formatSearchQuery(query);
        fc.pre(written.length <= 256);
        expect(parseSearchQuery(written).query).toEqual(query);
      }),
      { numRuns: 3_000, examples: [['foo:"', { by: 'a"' }]] },
    );
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(parseSearchQuery(text).query.text.length).toBeLessThanOrEqual(256);
      }),
    );
  });
});
