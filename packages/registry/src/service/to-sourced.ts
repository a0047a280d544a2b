import { type Clock, ConnectorError } from '@shipstats/core';
import type { ServiceName, Sourced } from './service.ts';
import { serviceTitle } from './service-title.ts';

/** What was known before, and since when. */
export interface KeptValue<T> {
  readonly value: T;
  /** ISO 8601. */
  readonly asOf: string;
}

/**
 * Asks a source and tells what is known: the answer, else what was kept of an earlier one, else why nothing is.
 *
 * @throws what `ask` throws beyond ConnectorErrors: a bug is no trouble of the service
 * @throws ConnectorError `aborted`: nobody waits for it any more
 */
export async function toSourced<T>(
  ask: () => Promise<T>,
  options: {
    readonly service: ServiceName;
    readonly clock: Clock;
    readonly kept?: KeptValue<T> | null | undefined;
  },
): Promise<Sourced<T>> {
  try {
    const value = await ask();
    return { kind: 'known', value, asOf: options.clock().toISOString(), isStale: false };
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
    if (options.kept) return { kind: 'known', ...options.kept, isStale: true };
    return toUnknown(error, options.service);
  }
}

/** Why something of a service is not known, for people. */
export function toUnknown(
  error: ConnectorError,
  service: ServiceName,
): Extract<Sourced<never>, { kind: 'unknown' }> {
  return { kind: 'unknown', service, reason: reasonOf(error), message: error.message };
}

/** Something that is being asked right now. */
export function pending(service: ServiceName): Extract<Sourced<never>, { kind: 'unknown' }> {
  return { kind: 'unknown', service, reason: 'pending', message: `${serviceTitle(service)} is being asked.` };
}

function reasonOf({ code, status }: ConnectorError): 'failing' | 'limited' | 'off' {
  if (code === 'config') return 'off';
  return code === 'rate-limited' || (code === 'forbidden' && status === 403) ? 'limited' : 'failing';
}
