import { expect, it } from 'vitest';
import { fewAtOnce } from './few-at-once.ts';
import type { SearchService } from './search-service.ts';

it('asks for a few at a time, and lets the others go at once', async () => {
  const ends: (() => void)[] = [];
  const service = {
    state: () => ({ service: 'search', status: 'answering', answeredAt: null, message: null, retryAt: null }),
    ask: () => new Promise((resolve) => ends.push(() => resolve({ hits: [], total: 0, asOf: '' }))),
  } as unknown as SearchService; // what is asked here
  const few = fewAtOnce(service, 2);
  const page = { size: 1, from: 0 };
  const first = few.ask('a', page);
  const second = few.ask('b', page);
  await expect(few.ask('c', page)).rejects.toMatchObject({ code: 'rate-limited' });
  ends[0]?.();
  await first;
  const third = few.ask('d', page);
  ends[1]?.();
  ends[2]?.();
  await expect(Promise.all([second, third])).resolves.toHaveLength(2);
  expect(few.state()).toMatchObject({ status: 'answering' });
});
