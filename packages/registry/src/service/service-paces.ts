import type { ServiceName } from './service.ts';

/** How a service is asked unless told otherwise. */
export interface ServicePaceDefaults {
  readonly intervalMs: number;
  readonly concurrency: number;
  readonly deadlineMs: number;
}

/**
 * The pace of each service, gentler than what is known to be refused.
 *
 * - `downloads`: a request a second is refused almost at once since November 2025; a builder that asks every two
 *   seconds is not (https://github.com/nice-registry/download-counts/issues/9)
 * - `search`: about ten pages of 250 a window, then 429
 * - the others have no known limit: a few at a time are polite
 */
export const SERVICE_PACES: Readonly<Record<ServiceName, ServicePaceDefaults>> = {
  registry: { intervalMs: 0, concurrency: 6, deadlineMs: 20_000 },
  search: { intervalMs: 500, concurrency: 2, deadlineMs: 8_000 },
  downloads: { intervalMs: 2_000, concurrency: 2, deadlineMs: 20_000 },
  advisories: { intervalMs: 250, concurrency: 2, deadlineMs: 10_000 },
  attestations: { intervalMs: 250, concurrency: 2, deadlineMs: 10_000 },
  changes: { intervalMs: 1_000, concurrency: 1, deadlineMs: 30_000 },
};
