import { HttpError } from '@shipstats/core';
import type { Explore, TypesSupport } from '@shipstats/registry';

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
      return explore.package(types.package).then(
        ({ status }) => (status === 'published' ? types.package : 'none'),
        (error: unknown) => {
          if (!(error instanceof HttpError)) throw error;
          return error.status === 404 ? 'none' : null;
        },
      );
    default:
      return types satisfies never;
  }
}
