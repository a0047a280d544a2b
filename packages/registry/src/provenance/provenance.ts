/** Where a version was built, as its attestation says. Nothing here has been verified by Shipstats. */
export interface Provenance {
  /** `https:` address of the repository. */
  readonly repository: string | null;
  readonly commit: string | null;
  /** The build's own page. */
  readonly build: string | null;
  /** `https:` address of the transparency log's entry. */
  readonly transparencyLog: string | null;
  readonly predicateType: string;
}
