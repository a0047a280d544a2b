/**
 * npm's services, each on a host of its own or with limits of its own.
 *
 * - `registry`: packuments and tarballs, from the registry that the user's npm configuration names
 * - `search`: `/-/v1/search` of that registry
 * - `downloads`: the counts
 * - `advisories`: `/-/npm/v1/security/advisories/bulk` of that registry
 * - `attestations`: `/-/npm/v1/attestations/…` of that registry
 * - `changes`: the replication feed
 */
export type ServiceName = 'registry' | 'search' | 'downloads' | 'advisories' | 'attestations' | 'changes';

export const SERVICE_NAMES: readonly ServiceName[] = [
  'registry',
  'search',
  'downloads',
  'advisories',
  'attestations',
  'changes',
];

/**
 * How a service fared when it was last asked.
 *
 * - `unasked`: nobody has asked since the start
 * - `answering`: the last request had an answer (that a package does not exist is one)
 * - `limited`: it said "too many requests", or a firewall refused: it is left alone until `retryAt`
 * - `failing`: no connection, no answer within the deadline, a server error, or an answer that is not its own
 * - `off`: switched off by the user
 */
export type ServiceStatus = 'unasked' | 'answering' | 'limited' | 'failing' | 'off';

export interface ServiceState {
  readonly service: ServiceName;
  readonly status: ServiceStatus;
  /** ISO 8601; of the last good answer, be it of an earlier process; null if there never was one. */
  readonly answeredAt: string | null;
  /** Why it does not answer, for people, without addresses that hold secrets; null while it does. */
  readonly message: string | null;
  /** Before this moment nobody asks again (ISO 8601); null where it may be asked. */
  readonly retryAt: string | null;
}

/** Something that came from outside: what it is and how old, or why it is not known. Unknown is never empty. */
export type Sourced<T> =
  | {
      readonly kind: 'known';
      readonly value: T;
      /** When the source said so, ISO 8601. */
      readonly asOf: string;
      /** The source was asked again since, and did not answer: this is what it said before. */
      readonly isStale: boolean;
    }
  | {
      readonly kind: 'unknown';
      readonly service: ServiceName;
      /** `pending`: it is being asked right now; a later look will tell. */
      readonly reason: 'failing' | 'limited' | 'pending' | 'off';
      /** A sentence for people: "npm's downloads service is not answering." */
      readonly message: string;
    };
