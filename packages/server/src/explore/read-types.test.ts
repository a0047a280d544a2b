import { HttpError } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { testFacts } from './attention/test-conditions.ts';
import { readTypes } from './read-types.ts';

const separate = { kind: 'separate', package: '@types/ship' } as const;
const answering = (answer: () => ReturnType<typeof testFacts>) => ({ package: async () => answer() });
const failing = (status: number) =>
  answering(() => {
    throw new HttpError(status, 'No.');
  });

describe('how TypeScript sees a package', () => {
  it('is by a package of types only where there is one', async () => {
    await expect(readTypes(separate, answering(testFacts))).resolves.toBe('@types/ship');
    await expect(readTypes(separate, failing(404))).resolves.toBe('none');
    await expect(
      readTypes(
        separate,
        answering(() => testFacts({ status: 'unpublished' })),
      ),
    ).resolves.toBe('none');
  });

  it('is with its own types where that package is but a stub that says so', async () => {
    const description =
      'Stub TypeScript definitions entry for ship, which provides its own types definitions';
    await expect(
      readTypes(
        separate,
        answering(() => testFacts({ description })),
      ),
    ).resolves.toBe('included');
  });

  it('is not known where nobody answers', async () => {
    await expect(readTypes(separate, failing(502))).resolves.toBeNull();
  });
});
