import { isCountableName } from '@shipstats/registry';
import type { NpmPartition } from './connector.ts';
import type { NpmOptions } from './options.ts';

/** What a list of packages is made from; the facade `Explore` knows it all. */
export interface PackageSources {
  readonly followed: () => Promise<readonly { readonly kind: 'package' | 'user'; readonly name: string }[]>;
  /** The packages of a user; it rejects where they are not known now. */
  readonly packagesOf: (user: string, signal: AbortSignal) => Promise<readonly string[]>;
  /** When a package was published first, ISO 8601; null, or a rejection, where that is not known. */
  readonly createdAt: (name: string, signal: AbortSignal) => Promise<string | null>;
  /** Told of a user whose packages could not be had: those known before go on, new ones wait. */
  readonly onTrouble?: (message: string) => void;
}

/** So many creation days are looked up at one time. */
const AT_ONCE = 8;

/**
 * The packages to keep up to date: those of the options, those followed, and those of the users of either.
 *
 * A user whose packages cannot be had now leaves out nothing but them; a creation day that cannot be had only costs
 * requests. Creation days never change, so those that were found are kept.
 */
export function partitionsFrom(
  sources: PackageSources,
): (options: NpmOptions, signal: AbortSignal) => Promise<readonly NpmPartition[]> {
  const created = new Map<string, string>();
  /** The last known packages of each user. */
  const ofUser = new Map<string, readonly string[]>();

  const packagesOf = async (user: string, signal: AbortSignal): Promise<readonly string[]> => {
    try {
      const names = await sources.packagesOf(user, signal);
      ofUser.set(user, names);
      return names;
    } catch (error) {
      if (signal.aborted) throw error;
      sources.onTrouble?.(`The packages of the npm user ${user} are not known now (${messageOf(error)}).`);
      return ofUser.get(user) ?? [];
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

  return async (options, signal) => {
    const followed = await sources.followed();
    const named = (kind: 'package' | 'user') =>
      followed.filter((each) => each.kind === kind).map(({ name }) => name);
    const names = new Set([...options.packages, ...named('package')]);
    for (const user of new Set([...options.users, ...named('user')])) {
      for (const name of await packagesOf(user, signal)) names.add(name);
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
