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
  /** As the package writes it. */
  readonly license?: string;
  /** Its own types, or none: those of `@types` are a package of their own. */
  readonly types?: 'included' | 'none';
  readonly module?: 'esm' | 'cjs' | 'dual';
  readonly isDeprecated?: boolean;
  /** Of the latest version, ISO 8601. */
  readonly publishedAt?: string;
  readonly maintainers?: readonly string[];
  /** Change of the last 28 days over the 28 before, as a share. */
  readonly trend?: number;
}
