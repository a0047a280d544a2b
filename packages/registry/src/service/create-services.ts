import type { Clock } from '@shipstats/core';
import { createService } from './create-service.ts';
import type { PaceStore } from './pace-store.ts';
import { SERVICE_NAMES, type ServiceName } from './service.ts';
import type { ServiceClient } from './service-client.ts';
import { SERVICE_PACES } from './service-paces.ts';
import type { ServiceStateStore } from './state-store.ts';
import type { Transport } from './transport.ts';
import type { Sleep } from './turns.ts';

export interface ServicesOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: Sleep;
  /** Services that the user switched off. */
  readonly off: readonly ServiceName[];
  /** Shared by all processes of the data folder. */
  readonly pace: PaceStore & ServiceStateStore;
}

/** Makes the clients of all of npm's services, each at its own pace. */
export function createServices(options: ServicesOptions): Readonly<Record<ServiceName, ServiceClient>> {
  const { transport, clock, random, sleep, off, pace } = options;
  const create = (name: ServiceName) => {
    const { intervalMs, concurrency, deadlineMs } = SERVICE_PACES[name];
    return createService({
      name,
      transport,
      clock,
      sleep,
      random,
      pace: { intervalMs, concurrency, store: pace },
      stateStore: pace,
      deadlineMs,
      isOff: off.includes(name),
    });
  };
  const clients = SERVICE_NAMES.map((name) => [name, create(name)] as const);
  return Object.fromEntries(clients) as Record<ServiceName, ServiceClient>; // one for each name
}
