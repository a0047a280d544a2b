import type { Clock, Config, MetricCatalog, QueryContext } from '@shipstats/core';
import type { Explore } from '@shipstats/registry';
import type { Store } from '@shipstats/store';
import { createStreamLimit, type StreamLimit } from './api/event-streams.ts';
import type { Assets } from './assets.ts';
import type { Downloads } from './explore/downloads.ts';
import { patientExplore } from './explore/patient-explore.ts';
import type { SyncControl } from './sync-control.ts';

/** What opens the pages where they are not open to everybody who reaches them. */
export interface Access {
  /** What people log in with. */
  readonly password?: string | undefined;
  /** What programs send as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
}

export interface AppOptions {
  readonly config: Config;
  readonly catalog: MetricCatalog;
  readonly store: Store;
  readonly sync: SyncControl;
  /** npm's packages: facts, search, lists, what is followed. */
  readonly explore: Explore;
  /** Their downloads, read as pages ask for them. */
  readonly downloads: Downloads;
  readonly clock: Clock;
  readonly version: string;
  /** The numbers are the simulator's: every page says so. */
  readonly demo: boolean;
  /** So are npm's packages and their counts. */
  readonly simulatedNpm?: boolean;
  /** Null leaves everything open: for loopback only, see `startServer`. */
  readonly access: Access | null;
  /** Where the data is kept, as the footer tells it: `.shipstats/`. */
  readonly dataLabel: string;
  /** The built client bundle; see `loadAssets`. */
  readonly assets: Assets;
  /** Host names beside the loopback ones that requests may name; `*` stands for any. */
  readonly allowedHosts?: readonly string[];
  /** Told of every error that is a bug; by default it goes to stderr with its stack. */
  readonly logError?: (error: unknown, id: string) => void;
}

/** The options, and what every route needs of them. */
export interface AppContext extends AppOptions {
  readonly query: QueryContext;
  readonly streams: StreamLimit;
}

export function createAppContext(options: AppOptions): AppContext {
  return {
    ...options,
    explore: patientExplore(options.explore),
    streams: createStreamLimit(),
    query: {
      catalog: options.catalog,
      reader: options.store,
      clock: options.clock,
      timeZone: options.config.timeZone,
    },
  };
}
