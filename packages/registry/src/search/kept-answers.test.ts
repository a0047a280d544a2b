import { ConnectorError } from '@shipstats/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeptAnswers, createMemoryAnswers } from './kept-answers.ts';

let now: Date;
let asked: number;

beforeEach(() => {
  now = new Date('2026-11-26T12:00:00.000Z');
  asked = 0;
});

const start = (maxAgeMs = 1_000) =>
  createKeptAnswers<string>({
    store: createMemoryAnswers(2),
    maxAgeMs,
    clock: () => now,
    isKept: (value) => value !== 'no',
  });
const ask = (value: string) => async () => {
  asked++;
  return value;
};
const fail = async () => {
  throw new ConnectorError('no answer', { code: 'network' });
};

describe('kept answers', () => {
  it('serve until they are too old, then are asked for again', async () => {
    const kept = start();
    expect(await kept.get('a', ask('one'))).toEqual({
      value: 'one',
      asOf: now.toISOString(),
      isStale: false,
    });
    now = new Date(now.getTime() + 999);
    expect((await kept.get('a', ask('two'))).value).toBe('one');
    now = new Date(now.getTime() + 1);
    expect((await kept.get('a', ask('two'))).value).toBe('two');
  });

  it('are asked for once by all who ask at one time', async () => {
    const kept = start();
    await Promise.all([kept.get('a', ask('one')), kept.get('a', ask('one')), kept.get('b', ask('one'))]);
    expect(asked).toBe(2);
  });

  it('serve on, as old ones, where asking fails; the failure is not kept', async () => {
    const kept = start();
    const { asOf } = await kept.get('a', ask('one'));
    now = new Date(now.getTime() + 5_000);
    expect(await kept.get('a', fail)).toEqual({ value: 'one', asOf, isStale: true });
    expect(await kept.get('a', ask('two'))).toMatchObject({ value: 'two', isStale: false });
    await expect(kept.get('b', fail)).rejects.toThrow('no answer');
    expect(await kept.get('b', ask('three'))).toMatchObject({ value: 'three' });
  });

  it.each([new TypeError('a bug'), new ConnectorError('stopped', { code: 'aborted' })])(
    'are no excuse for what is no trouble of the source: %s',
    async (error) => {
      const kept = start();
      await kept.get('a', ask('one'));
      now = new Date(now.getTime() + 5_000);
      await expect(kept.get('a', () => Promise.reject(error))).rejects.toBe(error);
    },
  );

  it('are not kept where they are not worth it', async () => {
    const kept = start();
    expect((await kept.get('a', ask('no'))).value).toBe('no');
    expect(kept.peek('a')).toBeNull();
  });

  it('of a clock that was ahead are asked for again', async () => {
    const kept = start();
    await kept.get('a', ask('one'));
    now = new Date(now.getTime() - 1);
    expect((await kept.get('a', ask('two'))).value).toBe('two');
  });

  it('are no more than so many', async () => {
    const kept = start();
    for (const key of ['a', 'b', 'c']) await kept.get(key, ask(key));
    expect([kept.peek('a'), kept.peek('b')?.value, kept.peek('c')?.value]).toEqual([null, 'b', 'c']);
  });
});
