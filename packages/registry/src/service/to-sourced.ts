import type { ConnectorError } from '@shipstats/core';
import type { ServiceName, Sourced } from './service.ts';
import { serviceTitle } from './service-title.ts';

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
