import type { PackageTraits } from './search-index.ts';

/** What an index is told of a package; null or absent where it is not known, which is never taken for "no". */
export interface IndexDocument {
  readonly name: string;
  /** Downloads of 30 days. */
  readonly downloads: number | null;
  readonly description?: string | null;
  readonly facts?: IndexFacts | null;
}

/** Facts that filters and sorting go by; each absent where it is not known. */
export interface IndexFacts {
  readonly version?: string;
  readonly keywords?: readonly string[];
  /** What its readme begins with (`toReadmeStems`); empty where it says nothing. */
  readonly readmeStems?: string;
  /** As the package writes it. */
  readonly license?: string;
  /** `separate`: in a package of `@types`. */
  readonly types?: 'included' | 'separate' | 'none';
  readonly module?: 'esm' | 'cjs' | 'dual' | 'none';
  readonly isDeprecated?: boolean;
  /** Of the latest version, ISO 8601. */
  readonly publishedAt?: string;
  readonly maintainers?: readonly string[];
}

/** The same, with null for what is not known; of trends no index knows. */
export function toPackageTraits(description: string | null, facts: IndexFacts): PackageTraits {
  return {
    version: facts.version ?? null,
    description,
    keywords: facts.keywords ?? null,
    license: facts.license ?? null,
    types: facts.types ?? null,
    module: facts.module ?? null,
    deprecated: facts.isDeprecated ?? null,
    publishedAt: facts.publishedAt ?? null,
    maintainers: facts.maintainers ?? null,
    trend: null,
  };
}
