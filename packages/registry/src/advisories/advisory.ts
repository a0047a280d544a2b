export type Severity = 'info' | 'low' | 'moderate' | 'high' | 'critical';

/** A published weakness of some versions of a package. */
export interface Advisory {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  /** `https:` only; null where the service gave none. */
  readonly url: string | null;
  /** A semver range. */
  readonly vulnerableVersions: string;
}
