import { describe, expect, it } from 'vitest';
import { within } from './within.ts';

describe('waiting for an answer as long as a page may', () => {
  it('gives the answer, or what stands for it where it is late', async () => {
    await expect(within(Promise.resolve(1), { waitMs: 1_000, late: null })).resolves.toBe(1);
    await expect(within(new Promise(() => undefined), { waitMs: 5, late: 'late' })).resolves.toBe('late');
  });

  it('passes on what went wrong in time, and is silent about what goes wrong after', async () => {
    await expect(within(Promise.reject(new Error('broken')), { waitMs: 1_000, late: null })).rejects.toThrow(
      'broken',
    );
    const later = new Promise((_, reject) => setTimeout(reject, 20, new Error('too late')));
    await expect(within(later, { waitMs: 1, late: null })).resolves.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 40));
  });
});
