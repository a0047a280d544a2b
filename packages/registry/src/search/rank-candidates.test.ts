import { describe, expect, it } from 'vitest';
import { type Candidate, rankCandidates } from './rank-candidates.ts';

const candidate = (name: string, downloads: number, more: Partial<Candidate> = {}): Candidate => ({
  name,
  downloads,
  match: 'prefix',
  share: 0.5,
  answered: 1,
  hasSigns: false,
  edits: 0,
  ...more,
});

const order = (...candidates: Candidate[]) => rankCandidates(candidates).map(({ name }) => name);

describe('rankCandidates', () => {
  it('puts more downloads first among equals', () => {
    expect(order(candidate('b', 10), candidate('a', 1_000_000))).toEqual(['a', 'b']);
  });

  it('puts a name that was typed first, however popular the others are', () => {
    const exact = candidate('expr', 50_000, { match: 'exact', share: 1 });
    expect(order(candidate('express', 300_000_000), exact)).toEqual(['expr', 'express']);
  });

  it('gives a name that was typed and hardly anybody downloads the second place: not hidden, hiding nothing', () => {
    const exact = candidate('expr', 40, { match: 'exact', share: 1 });
    expect(order(candidate('express', 300_000_000), candidate('exprs', 90), exact)).toEqual([
      'express',
      'expr',
      'exprs',
    ]);
    expect(order(candidate('exprs', 90), exact)).toEqual(['expr', 'exprs']);
  });

  it('puts what needed no mending before what did', () => {
    const mended = candidate('b', 1_000, { match: 'corrected', edits: 1 });
    expect(order(mended, candidate('a', 1_000))).toEqual(['a', 'b']);
  });

  it('does not depend on the order in which engines find', () => {
    expect(order(candidate('a', 5), candidate('b', 5))).toEqual(order(candidate('b', 5), candidate('a', 5)));
  });
});
