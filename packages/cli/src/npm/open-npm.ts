import {
  createCounting,
  createNpmConnector,
  type NpmOptions,
  npmOptions,
  partitionsFrom,
} from '@shipstats/connector-npm';
import type { Clock, Connector } from '@shipstats/core';
import { createDownloadsClient, createExplore, type ExploreOfNpm, type Trends } from '@shipstats/registry';
import type { NpmAddresses } from './npm-addresses.ts';

export interface OpenNpmOptions {
  readonly addresses: NpmAddresses;
  /** Where packuments and what is followed are kept. */
  readonly dataFolder: string;
  readonly clock: Clock;
  /** The real one also where `clock` stands still: services are asked at its pace. */
  readonly paceClock: Clock;
  readonly random: () => number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly onWarning: (message: string) => void;
}

/** npm as commands and server use it: packages, and the connectors of their counts. */
export interface Npm {
  readonly explore: ExploreOfNpm;
  /** The packages of a made-up npm; undefined for the real one. */
  readonly madeUp: NpmAddresses['madeUp'];
  /** Lists ask what the store of counts tells, once there is one. */
  useTrends(trends: Trends): void;
  /** `now` for whoever waits in front of a page or a terminal. */
  createConnector(options: NpmOptions, priority: 'now' | 'background'): Connector;
  close(): Promise<void>;
}

/** Opens npm's side; nothing is asked before somebody asks. */
export function openNpm(options: OpenNpmOptions): Npm {
  const { addresses, dataFolder, clock, paceClock, random, env, cwd, onWarning } = options;
  const { npmConfig, transport, downloadsUrl, changesUrl } = addresses;
  let trends: Trends | undefined;
  const explore = createExplore({
    dataFolder,
    npmConfig,
    transport,
    clock,
    paceClock,
    random,
    env,
    cwd,
    onWarning,
    trends: {
      stored: async () => (await trends?.stored()) ?? [],
      of: async (names) => (await trends?.of(names)) ?? new Map(),
    },
    ...(changesUrl === undefined ? {} : { changesUrl }),
  });
  const partitions = partitionsFrom({
    followed: explore.followed,
    packagesOf: async (user) => {
      const found = await explore.user(user);
      if (found.kind === 'unknown') throw new Error(found.message);
      return { names: found.value.packages.map((hit) => hit.name), isWhole: found.value.isWhole };
    },
    createdAt: async (name) => (await explore.package(name)).createdAt,
    onTrouble: onWarning,
  });
  const downloads = createDownloadsClient({
    service: explore.clients.downloads,
    ...(downloadsUrl === undefined ? {} : { baseUrl: downloadsUrl }),
  });
  const counting = createCounting(downloads, clock);
  return {
    explore,
    madeUp: addresses.madeUp,
    useTrends: (given) => {
      trends = given;
    },
    createConnector: (chosen, priority) =>
      createNpmConnector(chosen, { clock }, { downloads, counting, partitions, priority }),
    close: async () => {
      await explore.close();
      await addresses.close();
    },
  };
}

/** What a configured connector's options are, which its schema has read already. */
export function toNpmOptions(options: unknown): NpmOptions {
  return npmOptions.parse(options);
}
