import { describe, expect, it } from 'vitest';
import { readQuery, toNotes } from './search-words.ts';

describe('readQuery', () => {
  it('lets options win over operators of the text', () => {
    expect(readQuery(['csv', 'license:mit', 'types:yes'], { license: 'isc' }).query).toMatchObject({
      text: 'csv',
      filters: { license: 'isc', types: 'included' },
    });
  });

  it.each([
    [{ types: 'maybe' }, /--types maybe: .*It takes "included"/],
    [{ scope: ' ' }, /--scope: it has no value/],
    [{}, /What is searched for\?/],
  ])('says what is wrong with %j', (options, message) => {
    expect(() => readQuery([], options)).toThrow(message);
  });

  it('takes filters alone for a search', () => {
    expect(readQuery([], { scope: 'babel' }).query).toMatchObject({ text: '', filters: { scope: 'babel' } });
  });
});

it('notes say what was done that nobody asked for', () => {
  const hit = { name: 'a', version: null, description: null, publishedAt: null, downloads: null };
  expect(
    toNotes({
      hits: [
        { ...hit, isDeprecated: false, isUnknown: ['types'] },
        { ...hit, isDeprecated: false, isUnknown: [] },
      ],
      hasMore: false,
      corrected: { from: 'exress', to: 'express' },
      hiddenDeprecated: 1,
      index: { packages: 1, builtOn: '2026-11-01', isStarter: true },
      service: null,
    }),
  ).toEqual([
    'Did you mean "express"? That is shown; --verbatim searches for "exress" only.',
    '1 deprecated package is hidden: --deprecated show.',
    'types not known for 1 of 2.',
  ]);
});
