import { isCountableName } from '@shipstats/registry';
import type { NpmPartition } from './connector.ts';
import type { NpmOptions } from './options.ts';

/** What is known of a user's packages. */
export interface PackagesOfUser {
  readonly names: readonly string[];
  /** False where there are, or may be, others that are not known now. */
  readonly isWhole: boolean;
}

/** What a list of packages is made from; the facade `Explore` knows it all. */
export interface PackageSources {
  readonly followed: () => Promise<readonly { readonly kind: 'package' | 'user'; readonly name: string }[]>;
  /** The packages of a user; it rejects where nothing is known of them now. */
  readonly packagesOf: (user: string, signal: AbortSignal) => Promise<PackagesOfUser>;
  /** When a package was published first, ISO 8601; null, or a rejection, where that is not known. */
  readonly createdAt: (name: string, signal: AbortSignal) => Promise<string | null>;
  /** Told of a user whose packages are not all known now: those kept up to date until now go on, new ones wait. */
  readonly onTrouble?: (message: string) => void;
}

/** So many creation days are looked up at one time. */
const AT_ONCE = 8;

/**
 * The packages to keep up to date: those of the options, those followed, and those of the users of either.
 *
 * Where a user's packages are not all known, whatever was kept up to date until now goes on, since it cannot be told
 * which of it is the user's: nothing stops for a silent search, and what is followed no more stops at the next good
 * answer. A creation day that cannot be had only costs requests. Creation days never change, so those that were found
 * are kept.
 */
export function partitionsFrom(
  sources: PackageSources,
): (
  options: NpmOptions,
  signal: AbortSignal,
  tracked: readonly string[],
) => Promise<readonly NpmPartition[]> {
  const created = new Map<string, string>();

  const packagesOf = async (user: string, signal: AbortSignal): Promise<PackagesOfUser> => {
    try {
      const found = await sources.packagesOf(user, signal);
      if (!found.isWhole) sources.onTrouble?.(`Not all packages of the npm user ${user} are known now.`);
      return found;
    } catch (error) {
      if (signal.aborted) throw error;
      sources.onTrouble?.(`The packages of the npm user ${user} are not known now (${messageOf(error)}).`);
      return { names: [], isWhole: false };
    }
  };

  const createdAt = async (name: string, signal: AbortSignal): Promise<string | null> => {
    const known = created.get(name);
    if (known !== undefined) return known;
    try {
      const found = await sources.createdAt(name, signal);
      if (found !== null) created.set(name, found);
      return found;
    } catch (error) {
      if (signal.aborted) throw error;
      return null;
    }
  };

  return async (options, signal, tracked) => {
    const followed = await sources.followed();
    const named = (kind: 'package' | 'user') =>
      followed.filter((each) => each.kind === kind).map(({ name }) => name);
    const names = new Set([...options.packages, ...named('package')]);
    for (const user of new Set([...options.users, ...named('user')])) {
      const found = await packagesOf(user, signal);
      for (const name of found.isWhole ? found.names : [...found.names, ...tracked]) names.add(name);
    }
    const all = [...names].filter(isCountableName).sort();
    const partitions: NpmPartition[] = [];
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const batch = all.slice(at, at + AT_ONCE).map(async (name) => ({
        name,
        createdAt: await createdAt(name, signal),
      }));
      partitions.push(...(await Promise.all(batch)));
    }
    return partitions;
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
