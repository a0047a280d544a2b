import type { ServiceName } from '../service/service.ts';
import type { Truth } from './truth.ts';
import type { Fault } from './wire/fault.ts';
import type { World } from './world/create-world.ts';

/** How to start the simulator; everything may be left out. */
export interface NpmSimulatorOptions {
  /** Decides the world; 42 by default. */
  readonly seed?: number;
  /** A moment that the clock stands still at, or a clock; the machine's by default. */
  readonly now?: string | Date | (() => Date);
  /** Of the registry; the downloads service has the next one and the change feed the one after. 0: any free ones. */
  readonly port?: number;
  readonly host?: string;
  /** What stands in packuments for the registry's own address, where it is reached by another one than it has. */
  readonly publicUrl?: string;
  /** `real`: downloads and search refuse who asks too often, as npm does. `none`, the default: nobody is refused. */
  readonly limits?: 'real' | 'none';
  /** Milliseconds that the limits are counted in; the machine's by default. A test hands in its own time. */
  readonly monotonicMs?: () => number;
  readonly faults?: Readonly<Partial<Record<ServiceName, Fault>>>;
}

/** A request that arrived. */
export interface LoggedRequest {
  readonly service: ServiceName;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** 0 until it is answered, and where the connection was broken instead. */
  readonly status: number;
  /** ISO 8601, by the simulator's clock. */
  readonly at: string;
  /** Lower-case names; a credential is masked. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A running simulator. */
export interface NpmSimulator {
  /** The registry's address, without a slash at its end. */
  readonly url: string;
  /** The same with a slash, as npm's configuration has it. */
  readonly registryUrl: string;
  /** What `/downloads/…` and `/versions/…` come after; a port of its own. */
  readonly downloadsUrl: string;
  /** What `/_changes` comes after; it ends with `/registry`; a port of its own. */
  readonly changesUrl: string;
  /** The bearer token that opens the packages of `@quietharbor`. */
  readonly privateToken: string;
  readonly world: World;
  readonly truth: Truth;
  /** Requests so far, oldest first: a copy at every reading. */
  readonly requests: readonly LoggedRequest[];
  clearRequests(): void;
  /** What the `redirect` fault led to, on a host that must never be sent a credential. */
  readonly redirectedRequests: readonly LoggedRequest[];
  /** From now on this goes wrong with a service; null mends it. */
  setFault(service: ServiceName, fault: Fault | null): void;
  now(): Date;
  /** Stops the clock at this moment. */
  setNow(iso: string | Date): void;
  advance(ms: number): void;
  close(): Promise<void>;
}
