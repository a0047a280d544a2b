import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ManifestFacts } from './to-manifest-facts.ts';
import type { KeptPackageFacts } from './to-package-facts.ts';

/** The readme that a packument carries. */
export interface PackumentReadme {
  readonly text: string;
  /** `README.md` where the packument does not say. */
  readonly path: string;
  /** The version that it surely belongs to; null where that cannot be told. */
  readonly version: string | null;
}

/**
 * A packument as it is kept: what the list of versions shows in one piece, and what the pages of single versions show in
 * blocks of some versions each, so that one version is read without the others, and equal texts are kept once.
 */
export interface KeptPackument {
  readonly facts: Uint8Array;
  readonly blocks: readonly Uint8Array[];
  /** Of the latest version, for lines of lists. */
  readonly line: KeptLine | null;
  readonly maintainers: readonly string[];
  readonly readme: PackumentReadme | null;
}

/** What lists show of a package. */
export interface KeptLine {
  readonly version: string;
  readonly description: string | null;
  readonly publishedAt: string | null;
  readonly license: string | null;
  readonly isDeprecated: boolean;
}

/** The facts, and in which block each version lies. */
export interface UnpackedFacts {
  readonly facts: KeptPackageFacts;
  readonly blockOf: ReadonlyMap<string, number>;
  /** Of their text; in memory they take some three times as many. */
  readonly bytes: number;
}

/** A version in few characters: publication, number of the deprecation, whether it is a prerelease, number of the block. */
type Row = readonly [string, string | null, number | null, 0 | 1, number];

/** A version, and what is different in it from the one before. */
type Delta = readonly [version: string, changes: Partial<ManifestFacts>];

const LEVEL = { level: 3 };

export function packFacts(facts: KeptPackageFacts, blockOf: ReadonlyMap<string, number>): Uint8Array {
  const messages = new Map<string, number>();
  const { versions, ...rest } = facts;
  const rows = versions.map(({ version, publishedAt, deprecated, isPrerelease }): Row => {
    if (deprecated !== null && !messages.has(deprecated)) messages.set(deprecated, messages.size);
    return [
      version,
      publishedAt,
      deprecated === null ? null : (messages.get(deprecated) ?? null),
      isPrerelease ? 1 : 0,
      blockOf.get(version) ?? -1,
    ];
  });
  return pack({ ...rest, messages: [...messages.keys()], rows });
}

export function unpackFacts(packed: Uint8Array): UnpackedFacts {
  const text = inflateRawSync(packed);
  // What `packFacts` of this version of the file's layout wrote.
  const { messages, rows, ...rest } = JSON.parse(text.toString()) as Omit<KeptPackageFacts, 'versions'> & {
    readonly messages: readonly string[];
    readonly rows: readonly Row[];
  };
  const blockOf = new Map<string, number>();
  const versions = rows.map(([version, publishedAt, message, isPrerelease, block]) => {
    blockOf.set(version, block);
    return {
      version,
      publishedAt,
      deprecated: message === null ? null : (messages[message] ?? null),
      isPrerelease: isPrerelease === 1,
    };
  });
  return { facts: { ...rest, versions }, blockOf, bytes: text.length };
}

/** Neighbours differ in little: each is kept as what has changed since the one before. */
export function packBlock(
  versions: readonly (readonly [version: string, facts: ManifestFacts])[],
): Uint8Array {
  let before: Partial<ManifestFacts> = {};
  const deltas = versions.map(([version, facts]): Delta => {
    const changed = Object.entries(facts).filter(
      ([key, value]) => !isEqual(before[key as keyof ManifestFacts], value), // a key of the facts
    );
    before = facts;
    return [version, Object.fromEntries(changed)];
  });
  return pack(deltas);
}

export function unpackBlock(bytes: Uint8Array): ReadonlyMap<string, ManifestFacts> {
  let facts = {} as ManifestFacts; // the first one has all fields
  const versions = new Map<string, ManifestFacts>();
  for (const [version, changes] of unpack(bytes) as Delta[]) {
    facts = { ...facts, ...changes };
    versions.set(version, facts);
  }
  return versions;
}

function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  return JSON.stringify(one) === JSON.stringify(other);
}

function pack(value: unknown): Uint8Array {
  return deflateRawSync(JSON.stringify(value), LEVEL);
}

function unpack(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes).toString());
}
