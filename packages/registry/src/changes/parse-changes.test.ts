import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChanges, parseFeedState } from './parse-changes.ts';

const change = (seq: unknown, id: unknown, more: object = {}) => ({
  seq,
  id,
  changes: [{ rev: '3-abc' }],
  ...more,
});

describe('parseChanges', () => {
  it('reads names, sequences and what is gone', () => {
    const results = [change(5, 'hono'), change(7, '@babel/core', { deleted: true })];
    expect(parseChanges({ results, last_seq: 9 })).toEqual({
      changes: [
        { sequence: 5, name: 'hono', isDeleted: false },
        { sequence: 7, name: '@babel/core', isDeleted: true },
      ],
      lastSequence: 9,
      rows: 2,
    });
  });

  it('lists a package once, by its last change', () => {
    const results = [change(1, 'a', { deleted: true }), change(2, 'b'), change(3, 'a')];
    expect(parseChanges({ results, last_seq: 3 }).changes).toEqual([
      { sequence: 2, name: 'b', isDeleted: false },
      { sequence: 3, name: 'a', isDeleted: false },
    ]);
  });

  it('leaves out design documents, names that are none and rows that are unreadable', () => {
    const odd = [
      change(1, '_design/app'),
      change(2, '../x'),
      change(-3, 'a'),
      change('4x', 'b'),
      null,
      'row',
      change(5, 7),
    ];
    expect(parseChanges({ results: [...odd, change('6', 'good')], last_seq: '6' })).toEqual({
      changes: [{ sequence: 6, name: 'good', isDeleted: false }],
      lastSequence: 6,
      rows: 8,
    });
  });

  it.each([
    [null],
    ['<html>'],
    [[]],
    [{}],
    [{ results: [] }],
    [{ results: {}, last_seq: 1 }],
    [{ error: 'x' }],
  ])('refuses %j as an answer', (body) => {
    expect(() => parseChanges(body)).toThrow();
  });

  it('refuses more rows than anybody asks for', () => {
    expect(() => parseChanges({ results: Array(10_001).fill(change(1, 'a')), last_seq: 1 })).toThrow();
  });

  it('never fails because of a row', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (results) => void parseChanges({ results, last_seq: 0 })),
    );
  });
});

describe('parseFeedState', () => {
  it('reads the newest sequence', () => {
    expect(parseFeedState({ db_name: 'registry', doc_count: 3, update_seq: 126_365_434 })).toBe(126_365_434);
    expect(() => parseFeedState({ doc_count: 3 })).toThrow();
  });
});
