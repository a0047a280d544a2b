import type { ServiceName } from '../../service/service.ts';
import type { Fault } from './fault.ts';

/** The faults in force, one a service. */
export interface FaultBox {
  set(service: ServiceName, fault: Fault | null): void;
  all(): Readonly<Partial<Record<ServiceName, Fault>>>;
  /** The fault that strikes this request; null where all is well. */
  strike(service: ServiceName, path: string): Fault | null;
}

export function createFaultBox(): FaultBox {
  const faults = new Map<ServiceName, { readonly fault: Fault; struck: number }>();
  return {
    set(service, fault) {
      if (fault === null) faults.delete(service);
      else faults.set(service, { fault, struck: 0 });
    },
    all: () => Object.fromEntries([...faults].map(([service, { fault }]) => [service, fault])),
    strike(service, path) {
      const entry = faults.get(service);
      if (entry === undefined) return null;
      const { path: part, times = Number.POSITIVE_INFINITY } = entry.fault;
      if (entry.struck >= times || (part !== undefined && !path.includes(part))) return null;
      entry.struck += 1;
      return entry.fault;
    },
  };
}
