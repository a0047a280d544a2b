import { describe, expect, it } from 'vitest';
import { ask, useSimulator } from '../test-client.ts';
import { createRateLimit } from './rate-limit.ts';

function createLimit() {
  const time = { now: 1_000_000 };
  const limit = createRateLimit({
    burst: 3,
    tokensPerSecond: 0.5,
    patience: 5,
    blockMs: 60_000,
    monotonicMs: () => time.now,
  });
  const take = (afterMs: number) => {
    time.now += afterMs;
    return limit.take('somebody', 1);
  };
  return { limit, take };
}

describe('the rate limit', () => {
  it('lets through who asks every two seconds, for as long as they like', () => {
    const { take } = createLimit();
    expect(Array.from({ length: 500 }, () => take(2_000)).every(Boolean)).toBe(true);
  });

  it('lets three through at once, and refuses the fourth', () => {
    const { take } = createLimit();
    expect([take(0), take(0), take(0), take(0)]).toEqual([true, true, true, false]);
  });

  it('refuses who asks once a second almost at once', () => {
    const { take } = createLimit();
    const answers = Array.from({ length: 10 }, () => take(1_000));
    expect(answers.indexOf(false)).toBeLessThan(7);
  });

  it('makes each refusal cost, and shuts the door after five in a row', () => {
    const { take } = createLimit();
    for (let index = 0; index < 5; index += 1) take(0);
    // Two were refused: two seconds are not enough any more.
    expect(take(2_000)).toBe(false);
    for (let index = 0; index < 4; index += 1) take(0);
    expect(take(50_000)).toBe(false);
    expect(take(61_000)).toBe(true);
  });

  it('knows clients apart', () => {
    const { limit, take } = createLimit();
    for (let index = 0; index < 4; index += 1) take(0);
    expect(limit.take('somebody else', 1)).toBe(true);
  });
});

describe('real limits', () => {
  const time = { now: 5_000 };
  const npm = useSimulator({ limits: 'real', monotonicMs: () => time.now });

  it('refuse downloads without a word about when to come back', async () => {
    const read = () => ask(`${npm().downloadsUrl}/downloads/point/last-day/tidewire`);
    const answers = [await read(), await read(), await read(), await read()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[3]?.headers.get('retry-after')).toBeNull();
    time.now += 4_000;
    expect((await read()).status).toBe(200);
  });

  it('meet a firewall for names that look like an attack', async () => {
    time.now += 60_000;
    const { status, json } = await ask(
      `${npm().downloadsUrl}/downloads/point/last-day/tidewire,union-select-builder`,
    );
    expect([status, typeof json]).toEqual([403, 'string']);
  });

  it('allow ten great pages of a search, and leave the registry alone', async () => {
    const statuses: number[] = [];
    for (let page = 0; page < 11; page += 1) {
      statuses.push((await ask(`${npm().registryUrl}-/v1/search?text=e&size=250&from=${page * 250}`)).status);
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(10);
    expect(statuses.at(-1)).toBe(429);
    expect((await ask(`${npm().registryUrl}glassrail`)).status).toBe(200);
  });
});
