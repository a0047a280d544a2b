import type { ServiceName, ServiceState } from './service.ts';

/** A state, and since when it is so. */
export interface KeptState extends ServiceState {
  readonly changedAtMs: number;
}

/** Where the states of services are kept, so that other processes, and those after a restart, know them. */
export interface ServiceStateStore {
  load(service: ServiceName): KeptState | null;
  save(state: KeptState): void;
}

/** The states of one process, forgotten with it. */
export function createMemoryStates(): ServiceStateStore {
  const states = new Map<ServiceName, KeptState>();
  return {
    load: (service) => states.get(service) ?? null,
    save: (state) => void states.set(state.service, state),
  };
}
