/** What packuments that were read before tell of a package, for a line of a list. */
export interface KnownFacts {
  readonly version: string | null;
  readonly description: string | null;
  /** ISO 8601. */
  readonly publishedAt: string | null;
  readonly license: string | null;
  readonly isDeprecated: boolean;
}

/** Looks packages up among what was read before; asks nobody. Those that were not read are not in the map. */
export type ReadKnownFacts = (names: readonly string[]) => Promise<ReadonlyMap<string, KnownFacts>>;
