import type { KeptPackument, PackumentReadme } from '../packument/kept-packument.ts';
import type { AnswerStore } from '../search/kept-answers.ts';
import type { KnownFacts } from '../search/known-facts.ts';
import type { PaceStore } from '../service/pace-store.ts';
import type { ServiceStateStore } from '../service/state-store.ts';
import type { KnownPackage } from '../users/create-users.ts';

/** A package as it is kept, without its versions. */
export interface CachedPackage {
  /** Of this copy: another one has another. */
  readonly id: number;
  readonly etag: string | null;
  /** When the registry last confirmed it, ISO 8601. */
  readonly asOf: string;
  /** Packed by `packFacts`. */
  readonly facts: Uint8Array;
}

/** The address of a package's registry, by its name; several may have been read into one file. */
export type RegistryOf = (name: string) => string;

/**
 * What was read of npm, in a file that several processes may have open. Nothing here throws: what cannot be read is not
 * there, what cannot be written is asked for again.
 */
export interface ExploreCache {
  readPackage(registry: string, name: string): CachedPackage | null;
  /** A block of versions of that copy, packed by `packBlock`; null where the copy has been replaced since. */
  readBlock(packageId: number, block: number): Uint8Array | null;
  readReadme(packageId: number): PackumentReadme | null;
  /** Replaces what was kept, all at once. */
  writePackage(
    registry: string,
    name: string,
    packument: KeptPackument,
    about: { readonly etag: string | null; readonly asOf: string },
  ): void;
  /** The registry said that the copy is still good. */
  confirmPackage(packageId: number, asOf: string): void;
  forgetPackage(registry: string, name: string): void;
  /** Those of the packages that were read before, each from the registry that it is of. */
  readKnownFacts(names: readonly string[], registryOf: RegistryOf): ReadonlyMap<string, KnownFacts>;
  /** The packages read before, each from the registry that it is of, that name the user as a maintainer. */
  readKnownPackages(user: string, registryOf: RegistryOf): readonly KnownPackage[];
  /**
   * Answers of one kind, as JSON.
   *
   * @param parse reads what was kept; it throws for what is of another form, which is then as good as not there
   */
  answers<T>(kind: string, parse: (value: unknown) => T): AnswerStore<T>;
  /** Pace and state of services, for all processes. */
  readonly pace: PaceStore & ServiceStateStore;
  close(): void;
}
