/** A package or a user whose numbers are kept up to date from now on. */
export interface Followed {
  readonly kind: 'package' | 'user';
  readonly name: string;
  /** ISO 8601. */
  readonly since: string;
}
