import { describe, expect, it } from 'vitest';
import { eachWithin } from './each-within.ts';

describe('doing something for each of many', () => {
  it('gives what is done and what failed, each with its item', async () => {
    const { done, failed, pending } = await eachWithin(
      [1, 2, 3],
      async (item) => {
        if (item === 2) throw new Error('two');
        return item * 10;
      },
      { waitMs: 60_000 },
    );
    expect([...done]).toEqual([
      [1, 10],
      [3, 30],
    ]);
    expect([...failed.keys()]).toEqual([2]);
    expect(pending).toEqual([]);
  });

  it('does so many at a time and no more', async () => {
    let running = 0;
    let most = 0;
    await eachWithin(
      Array.from({ length: 20 }, (_, index) => index),
      async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
      },
      { waitMs: 60_000, concurrency: 3 },
    );
    expect(most).toBe(3);
  });

  it('gives back what it has when the time is over, and begins nothing after', async () => {
    const begun: number[] = [];
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const result = await eachWithin(
      [1, 2, 3],
      async (item) => {
        begun.push(item);
        if (item === 2) await blocked;
        return item;
      },
      { waitMs: 5, concurrency: 1 },
    );
    expect([...result.done.keys()]).toEqual([1]);
    expect(result.pending).toEqual([2, 3]);
    release();
    await blocked;
    await Promise.resolve();
    expect(begun).toEqual([1, 2]);
    expect([...result.done.keys()]).toEqual([1]);
  });
});
