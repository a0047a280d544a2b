import { HttpError } from '@shipstats/core';
import type { Explore, PackageFacts, TypesSupport } from '@shipstats/registry';
import { within } from './within.ts';

/** It is one word of a page, which waits no longer for it. */
const WAIT_MS = 1_200;

/** What DefinitelyTyped leaves behind where a package has come to bring its own types. */
const STUB = /^stub typescript definitions/i;

/**
 * How TypeScript sees a version, in a word or two: `included`, `@types/react`, `none`; null where it is not known.
 *
 * Whether types of their own package exist is looked up.
 */
export async function readTypes(
  types: TypesSupport,
  explore: Pick<Explore, 'package'>,
): Promise<string | null> {
  const resolved = await resolveTypes(types, explore);
  switch (resolved.kind) {
    case 'included':
    case 'none':
      return resolved.kind;
    case 'unknown':
      return null;
    case 'separate':
      return resolved.package;
    default:
      return resolved satisfies never;
  }
}

/** The same as data: `separate` only where that package is there, `unknown` where that cannot be told in time. */
export async function resolveTypes(
  types: TypesSupport,
  explore: Pick<Explore, 'package'>,
): Promise<TypesSupport> {
  if (types.kind !== 'separate') return types;
  try {
    const facts = await within(explore.package(types.package), { waitMs: WAIT_MS, late: null });
    if (facts === null) return { kind: 'unknown' };
    if (facts.status !== 'published') return { kind: 'none' };
    return isStub(facts) ? { kind: 'included' } : types;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { kind: error.status === 404 ? 'none' : 'unknown' };
  }
}

/** A stub says that the package itself has its types: https://github.com/DefinitelyTyped/DefinitelyTyped#removing-a-package */
function isStub({ description }: PackageFacts): boolean {
  return description !== null && STUB.test(description);
}
