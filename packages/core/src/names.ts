import type { DimensionSpec } from './metric.ts';
import type { UnixSeconds } from './time.ts';

/**
 * What has become of a named thing: `archived` by its owners, `deleted` where a full listing no longer has it, or
 * `unlisted` where the source was asked and never had it in a listing: its name is its id then.
 */
export type NameState = 'active' | 'archived' | 'deleted' | 'unlisted';

export const NAME_STATES: readonly NameState[] = ['active', 'archived', 'deleted', 'unlisted'];

/** What an id in a dimension is called at its source. Samples hold the id alone, so a new name is no new history. */
export interface ThingName {
  readonly id: string;
  /** The id again where the source gave no name. */
  readonly name: string;
  readonly state: NameState;
}

/** The names of all things of a kind, or of some. */
export interface NameListing {
  /** As `DimensionSpec.names` has it: `project`, `user`, `api_key`, … */
  readonly kind: string;
  readonly names: readonly ThingName[];
  /** Whether it has everything of the kind that there is: what was listed before and is missing now was deleted. */
  readonly isComplete: boolean;
}

/** A name as a store keeps it. */
export interface StoredName extends ThingName {
  readonly kind: string;
  /** When the source last told of it, or was last found not to. */
  readonly seenAt: UnixSeconds;
}

/** How an id is shown. */
export interface IdName {
  /** As the source has it. */
  readonly name: string;
  /** The name, with the end of the id where others have the same one. */
  readonly label: string;
  readonly state: Exclude<NameState, 'unlisted'>;
}

/** The names of the ids of a connector's dimensions. */
export interface NameBook {
  /** Undefined where no name is known: the id stands for itself. */
  find(dimension: string, id: string | null | undefined): IdName | undefined;
  /** The ids that have this name or label, letter case aside. */
  idsOf(dimension: string, name: string): readonly string[];
  /** Whether any name is known for this dimension. */
  has(dimension: string): boolean;
}

/** So much of an id tells two things of one name apart, as a rule. */
const TAIL = 4;

/** Puts stored names in the order that lookups need; `dimensions` are those whose ids will be looked up. */
export function createNameBook(
  stored: readonly StoredName[],
  dimensions: readonly DimensionSpec[],
): NameBook {
  const books = new Map<string, ReadonlyMap<string, IdName>>();
  for (const { name, names: kinds } of dimensions) {
    if (kinds === undefined) continue;
    books.set(name, toLabels(stored.filter((one) => kinds.includes(one.kind))));
  }
  return {
    find: (dimension, id) => (id == null ? undefined : books.get(dimension)?.get(id)),
    idsOf: (dimension, text) => {
      const wanted = text.trim().toLowerCase();
      return [...(books.get(dimension) ?? [])]
        .filter(([, { name, label }]) => [name, label].some((one) => one.toLowerCase() === wanted))
        .map(([id]) => id);
    },
    has: (dimension) => (books.get(dimension)?.size ?? 0) > 0,
  };
}

function toLabels(stored: readonly StoredName[]): ReadonlyMap<string, IdName> {
  const known = new Map<string, Omit<IdName, 'label'>>();
  for (const { id, name, state } of stored) {
    if (state === 'unlisted' || name === id) continue;
    // An id that two listings have (a user who became a service account) is what it still is.
    if (known.has(id) && state === 'deleted') continue;
    known.set(id, { name, state });
  }
  const sharing = Map.groupBy(known.keys(), (id) => known.get(id)?.name);
  return new Map(
    [...known].map(([id, { name, state }]) => {
      const ids = sharing.get(name) ?? [];
      return [id, { name, state, label: ids.length > 1 ? `${name} (…${tellingTail(id, ids)})` : name }];
    }),
  );
}

/** The shortest end of an id that none of the others has. */
function tellingTail(id: string, ids: readonly string[]): string {
  const others = ids.filter((other) => other !== id);
  for (let length = TAIL; length < id.length; length += 1) {
    const tail = id.slice(-length);
    if (!others.some((other) => other.endsWith(tail))) return tail;
  }
  return id;
}
