import path from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { type Clock, HttpError } from '@shipstats/core';
import { createAdvisories, keptAdvisoriesSchema } from './advisories/create-advisories.ts';
import { openExploreCache } from './cache/sqlite-cache.ts';
import { readChangesSchema } from './changes/create-changes-feed.ts';
import { createDiscovery } from './create-discovery.ts';
import type { Explore } from './explore.ts';
import { createIndexUpkeep, type IndexUpkeep } from './index-upkeep/create-index-upkeep.ts';
import { NO_TRENDS, type Trends } from './lists/trends.ts';
import { parsePackageName } from './names/package-name.ts';
import { CONFIGURED_REGISTRY, toConfiguredRegistry } from './npm-config/configured-registry.ts';
import { createKeptRegistry } from './npm-config/kept-registry.ts';
import { createNpmConfig, type NpmConfig } from './npm-config/npm-config.ts';
import { createNpmTransport } from './npm-config/npm-transport.ts';
import { createReadmes, keptReadmeSchema } from './packument/create-readmes.ts';
import { findVersion } from './packument/find-version.ts';
import { createPackuments } from './packument/packuments.ts';
import { createSlimThread } from './packument/slim-thread.ts';
import { toVersionFacts } from './packument/to-version-facts.ts';
import { createProvenance, keptProvenanceSchema } from './provenance/read-provenance.ts';
import { createReadmeRenderer } from './readme/create-readme-renderer.ts';
import { createService } from './service/create-service.ts';
import { createServices } from './service/create-services.ts';
import type { ServiceName } from './service/service.ts';
import type { ServiceClient } from './service/service-client.ts';
import type { Transport } from './service/transport.ts';
import type { Sleep } from './service/turns.ts';
import { createPackedSizes, keptPackedSizeSchema } from './tarball/packed-sizes.ts';
import { createTarballs } from './tarball/tarballs.ts';
import { userListingSchema } from './users/find-user-packages.ts';

/** What is read of npm, with the clients behind it. */
export interface ExploreOfNpm extends Explore {
  /** All of npm's services, at the pace that they allow and with one state each: for whoever asks them as well. */
  readonly clients: Readonly<Record<ServiceName, ServiceClient>>;
  /** Builds the search index and keeps it up to date. */
  readonly searchIndex: IndexUpkeep;
}

export interface ExploreOptions {
  /** What is read and followed is kept in files of this folder. */
  readonly dataFolder: string;
  /** Read when it is first needed. Default: npm's own, found from `cwd` and `env`. */
  readonly npmConfig?: NpmConfig;
  /** Instead of the one that goes as npm would. */
  readonly transport?: Transport;
  readonly clock: Clock;
  /** For turns and pauses, which a clock that stands still would never let end. Default: `clock`. */
  readonly paceClock?: Clock;
  readonly random: () => number;
  readonly sleep?: Sleep;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Services that the user switched off: they are never asked. */
  readonly off?: readonly ServiceName[];
  /** What the store of daily counts tells, for lists. Default: nothing. */
  readonly trends?: Trends;
  /** Another change feed than npm's own. */
  readonly changesUrl?: string;
  /** Told of each trouble with the kept files once. */
  readonly onWarning?: (message: string) => void;
}

const CACHE_FILE = 'explore.db';
/** Apart from the cache, whose reset forgets nothing that somebody chose. */
const FOLLOWS_FILE = 'follows.db';
const INDEX_FOLDER = 'search';
/** The registry's own feed of releases is small; nobody waits longer for a second source of names. */
const RELEASES_DEADLINE_MS = 5_000;

/**
 * Puts together what is known of npm. Files and threads are opened when they are first needed; nothing is asked before
 * somebody asks.
 *
 * @example
 * ```ts
 * const explore = createExplore({ dataFolder, clock: () => new Date(), random: Math.random, env: process.env, cwd });
 * const { version } = await explore.version('hono', undefined);
 * ```
 */
export function createExplore(options: ExploreOptions): ExploreOfNpm {
  const { dataFolder, clock, random, env, cwd } = options;
  const { paceClock = clock, sleep = realSleep, off = [], onWarning } = options;
  const npmConfig = options.npmConfig ?? createNpmConfig({ env, cwd });
  const npm = createNpmTransport(npmConfig);
  const transport = toConfiguredRegistry(options.transport ?? npm.transport, npmConfig);
  const cache = openExploreCache({
    file: path.join(dataFolder, CACHE_FILE),
    clock,
    ...(onWarning ? { onWarning } : {}),
  });
  const clients = createServices({ transport, clock: paceClock, random, sleep, off, pace: cache.pace });
  const thread = createSlimThread();
  const packuments = createPackuments({
    client: clients.registry,
    npmConfig,
    cache,
    thread,
    clock,
    onNews: (copy) => searchIndex.learn.packument(copy),
  });

  const keptRegistry = createKeptRegistry(npmConfig);
  const tarballs = createTarballs({ client: clients.registry });
  const renderer = createReadmeRenderer();
  const readReadme = createReadmes({
    tarballs,
    renderer,
    store: cache.answers('readme', (value) => keptReadmeSchema.parse(value)),
    clock,
    onText: (source, text) => searchIndex.learn.readme(source, text),
  });
  const readProvenance = createProvenance({
    client: clients.attestations,
    store: cache.answers('provenance', (value) => keptProvenanceSchema.parse(value)),
    clock,
  });
  const readPackedSize = createPackedSizes({
    tarballs,
    store: cache.answers('packed-size', (value) => keptPackedSizeSchema.parse(value)),
    clock,
  });

  const readVersion = async (text: string, spec: string | undefined) => {
    const copy = await packuments.read(toName(text));
    const version = findVersion(copy.facts, spec);
    const manifest = copy.manifest(version);
    if (manifest === null) throw new HttpError(404, `There is no version ${version} of ${text}.`);
    return { source: { copy, version, manifest }, version: toVersionFacts(copy.facts, version, manifest) };
  };

  const discovery = createDiscovery({
    clients,
    releasesClient: createService({
      name: 'changes',
      transport,
      clock: paceClock,
      sleep,
      random,
      pace: { intervalMs: 1_000 },
      deadlineMs: RELEASES_DEADLINE_MS,
      isOff: off.includes('changes'),
    }),
    registryUrl: CONFIGURED_REGISTRY,
    registry: keptRegistry.read,
    changesUrl: options.changesUrl,
    clock,
    readKnownFacts: async (names) => cache.readKnownFacts(names, await keptRegistry.readOfPackages()),
    readKnownPackages: async (user) => cache.readKnownPackages(user, await keptRegistry.readOfPackages()),
    readLatest: async (name) => {
      const { source, version } = await readVersion(name, undefined);
      return { facts: source.copy.facts, version };
    },
    userAnswers: cache.answers('user', (value) => userListingSchema.parse(value)),
    changesAnswers: cache.answers('changes', (value) => readChangesSchema.parse(value)),
    trends: options.trends ?? NO_TRENDS,
    indexFolder: path.join(dataFolder, INDEX_FOLDER),
    followsFile: path.join(dataFolder, FOLLOWS_FILE),
    onWarning,
  });
  const searchIndex = createIndexUpkeep({
    folder: path.join(dataFolder, INDEX_FOLDER),
    index: discovery.index,
    packuments,
    clients,
    npmConfig,
    thread,
    changesUrl: options.changesUrl,
    clock,
    sleep,
    onWarning: (message) => onWarning?.(message),
  });

  return {
    clients,
    searchIndex,
    package: async (name) => (await packuments.read(toName(name))).facts,
    version: async (name, spec) => {
      const { source, version } = await readVersion(name, spec);
      return { facts: source.copy.facts, version };
    },
    readme: async (name, spec, readmeOptions) => {
      const { source, version } = await readVersion(name, spec);
      return readReadme(source, version, readmeOptions);
    },
    advisories: createAdvisories({
      client: clients.advisories,
      registry: keptRegistry.read,
      store: cache.answers('advisories', (value) => keptAdvisoriesSchema.parse(value)),
      clock,
    }),
    provenance: async (name, spec) => {
      const { source, version } = await readVersion(name, spec);
      return readProvenance(source.copy, version);
    },
    packedSize: async (name, spec) => readPackedSize((await readVersion(name, spec)).source),
    search: discovery.search,
    suggest: discovery.suggest,
    user: discovery.user,
    list: discovery.list,
    indexedDownloads: discovery.indexedDownloads,
    followed: discovery.followed,
    follow: discovery.follow,
    unfollow: discovery.unfollow,
    services: () => Object.values(clients).map((client) => client.state()),
    async close() {
      await Promise.all([packuments.close(), renderer.close()]);
      searchIndex.close();
      await npm.close();
      await discovery.close();
      cache.close();
    },
  };
}

function toName(text: string): string {
  const parsed = parsePackageName(text);
  if (parsed.kind === 'invalid') throw new HttpError(400, parsed.reason);
  return parsed.name;
}

const realSleep: Sleep = async (milliseconds, signal) => {
  await sleepFor(milliseconds, undefined, signal ? { signal } : {});
};
