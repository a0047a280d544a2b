import { HttpError } from '@shipstats/core';
import type { Explore, TypesSupport } from '@shipstats/registry';
import { eachWithin } from './each-within.ts';

/** It is one word of a page, which waits no longer for it. */
const WAIT_MS = 1_200;

/**
 * How TypeScript sees a version, in a word or two: `included`, `@types/react`, `none`; null where it is not known.
 *
 * Whether types of their own package exist is looked up.
 */
export async function readTypes(
  types: TypesSupport,
  explore: Pick<Explore, 'package'>,
): Promise<string | null> {
  switch (types.kind) {
    case 'included':
      return 'included';
    case 'none':
      return 'none';
    case 'unknown':
      return null;
    case 'separate':
      return readSeparate(types.package, explore);
    default:
      return types satisfies never;
  }
}

async function readSeparate(name: string, explore: Pick<Explore, 'package'>): Promise<string | null> {
  const { done, failed } = await eachWithin([name], (one) => explore.package(one), { waitMs: WAIT_MS });
  const error = failed.get(name);
  if (error === undefined) {
    const facts = done.get(name);
    return facts === undefined ? null : facts.status === 'published' ? name : 'none';
  }
  if (!(error instanceof HttpError)) throw error;
  return error.status === 404 ? 'none' : null;
}
