import { type Clock, ConnectorError, HttpError } from '@shipstats/core';
import type { CachedPackage, ExploreCache } from '../cache/explore-cache.ts';
import { registryPath } from '../names/registry-path.ts';
import type { NpmConfig } from '../npm-config/npm-config.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { within } from '../service/within.ts';
import { type KeptPackument, type PackumentReadme, unpackBlock, unpackFacts } from './kept-packument.ts';
import type { PackageFacts } from './package-facts.ts';
import { toPackageTrouble } from './package-trouble.ts';
import { createRecent } from './recent.ts';
import type { SlimThread } from './slim-thread.ts';
import { PackumentError } from './split-packument.ts';
import type { ManifestFacts } from './to-manifest-facts.ts';

/** What is known of a package. */
export interface PackageCopy {
  readonly facts: PackageFacts;
  /** The registry that it is of; ends with a slash. */
  readonly registry: string;
  /** One version; null where there is no such. */
  manifest(version: string): ManifestFacts | null;
  /** The readme that came with the packument. */
  readme(): PackumentReadme | null;
}

/** The packuments of the configured registry. */
export interface Packuments {
  /**
   * Asks the registry where nothing is known that is younger than five minutes; equal questions at one time are asked
   * once. Where the registry does not answer, what was kept is given with `isStale`.
   *
   * @param name has gone through `parsePackageName`
   * @throws HttpError 404 where there is no such package, 502 or 504 where nothing is known
   */
  read(name: string): Promise<PackageCopy>;
  close(): Promise<void>;
}

export interface PackumentsOptions {
  /** The service `registry`. */
  readonly client: ServiceClient;
  readonly npmConfig: NpmConfig;
  readonly cache: ExploreCache;
  readonly thread: SlimThread;
  readonly clock: Clock;
  /** How long a reader waits for news of what is known already; 2.5 s by default. */
  readonly waitMs?: number;
  /** Told of every packument that the registry gave anew. */
  readonly onNews?: (copy: PackageCopy) => void;
}

const MAX_AGE_MS = 5 * 60_000;
/** That a package does not exist is remembered for so long. */
const MISSING_MS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** For a large one over a slow line. */
const DEADLINE_MS = 60_000;
/** Somebody waits: a registry that asks for a longer pause is told of instead. */
const TURN_MS = 8_000;
const WAIT_MS = 2_500;
/** Of what is kept in memory, as text: some twenty megabytes once it is read. */
const MAX_HELD_BYTES = 7_000_000;
/** A copy takes so much beside its text. */
const COPY_BYTES = 5_000;
/** Blocks of versions that are kept in memory with a copy. */
const MAX_BLOCKS = 4;

/** A copy in memory. */
interface Held {
  readonly cached: CachedPackage;
  readonly facts: Omit<PackageFacts, 'asOf' | 'isStale'>;
  readonly blockOf: ReadonlyMap<string, number>;
  /** Of the facts as text. */
  readonly bytes: number;
  readonly blocks: Map<number, ReadonlyMap<string, ManifestFacts>>;
  /** What the cache could not take. */
  readonly packument: KeptPackument | null;
}

export function createPackuments(options: PackumentsOptions): Packuments {
  const { client, npmConfig, cache, thread, clock, waitMs = WAIT_MS, onNews } = options;
  const held = createRecent<Held>({
    maxWeight: MAX_HELD_BYTES,
    weigh: ({ bytes, packument }) => bytes + COPY_BYTES + (packument === null ? 0 : sizeOf(packument)),
  });
  const missing = createRecent<number>({ maxWeight: 5_000, weigh: () => 1 });
  const asking = new Map<string, Promise<Held>>();
  const closing = new AbortController();
  const nowMs = () => clock().getTime();

  const isFresh = ({ cached }: Held) => {
    const ageMs = nowMs() - Date.parse(cached.asOf);
    // A copy of the future was kept by a clock that went wrong.
    return ageMs >= 0 && ageMs < MAX_AGE_MS;
  };

  async function read(name: string): Promise<PackageCopy> {
    const registry = await registryOf(name);
    const key = `${registry} ${name}`;
    const known = find(registry, name, key);
    if (known !== null && isFresh(known)) return toCopy(known, { registry, name, key, isStale: false });
    const missedAt = missing.get(key);
    if (missedAt !== undefined && Math.abs(nowMs() - missedAt) < MISSING_MS) throw noPackage(name);
    const answer = asking.get(key) ?? ask(registry, name, key, known).finally(() => asking.delete(key));
    asking.set(key, answer);
    try {
      const fresh = known === null ? await answer : await within(waitMs, answer);
      if (fresh !== undefined) return toCopy(fresh, { registry, name, key, isStale: false });
    } catch (error) {
      // That it does not exist any more is news, not trouble.
      if (known === null || error instanceof HttpError) throw toPackageTrouble(error, name);
      if (!(error instanceof ConnectorError)) throw error;
    }
    if (known === null) throw new Error('a first answer is always waited for');
    return toCopy(known, { registry, name, key, isStale: true });
  }

  async function registryOf(name: string): Promise<string> {
    try {
      return (await npmConfig.read()).registryOf(name);
    } catch (error) {
      throw toPackageTrouble(error, name);
    }
  }

  function find(registry: string, name: string, key: string): Held | null {
    const inMemory = held.get(key);
    if (inMemory !== undefined && isFresh(inMemory)) return inMemory;
    // Another process may have asked since.
    const cached = cache.readPackage(registry, name);
    if (cached === null) return inMemory ?? null;
    if (inMemory !== undefined && inMemory.cached.asOf > cached.asOf) return inMemory;
    if (inMemory?.cached.id === cached.id) return hold(key, { ...inMemory, cached });
    return hold(key, open(cached, null));
  }

  function hold(key: string, value: Held): Held {
    held.set(key, value);
    return value;
  }

  async function ask(registry: string, name: string, key: string, known: Held | null): Promise<Held> {
    const etag = known?.cached.etag ?? null;
    const answer = await client.request({
      url: `${registry}${registryPath(name)}`,
      accept: 'stream',
      maxBytes: MAX_BYTES,
      deadlineMs: DEADLINE_MS,
      waitMs: TURN_MS,
      signal: closing.signal,
      headers: { accept: 'application/json', ...(etag === null ? {} : { 'if-none-match': etag }) },
    });
    const asOf = clock().toISOString();
    if (answer.status === 304 && known !== null) {
      cache.confirmPackage(known.cached.id, asOf);
      return hold(key, { ...known, cached: { ...known.cached, asOf } });
    }
    if (answer.status !== 200) {
      answer.discard();
      held.delete(key);
      cache.forgetPackage(registry, name);
      missing.set(key, nowMs());
      throw noPackage(name);
    }
    let packument: KeptPackument;
    try {
      packument = await thread.slim(name, answer.body);
    } catch (error) {
      if (!(error instanceof PackumentError)) throw error;
      const message = `The npm registry is not answering: what came for ${JSON.stringify(name)} ${error.message}.`;
      throw new ConnectorError(message, { code: 'bad-response', cause: error });
    } finally {
      answer.discard();
    }
    const about = { etag: answer.headers.get('etag') ?? null, asOf };
    cache.writePackage(registry, name, packument, about);
    missing.delete(key);
    const cached = cache.readPackage(registry, name);
    // Where the cache could not take it, it still gives the copy of before.
    const isWritten = cached !== null && cached.id !== known?.cached.id && cached.asOf >= asOf;
    const fresh = hold(
      key,
      isWritten ? open(cached, null) : open({ ...about, id: -1, facts: packument.facts }, packument),
    );
    onNews?.(toCopy(fresh, { registry, name, key, isStale: false }));
    return fresh;
  }

  function toCopy(
    found: Held,
    { registry, name, key, isStale }: { registry: string; name: string; key: string; isStale: boolean },
  ): PackageCopy {
    const { facts, cached } = found;
    return {
      facts: { ...facts, asOf: cached.asOf, isStale },
      registry,
      manifest(version) {
        const manifest = readManifest(found, version);
        if (manifest !== undefined) return manifest;
        // Another process has replaced the copy since it was read here.
        const newer = cache.readPackage(registry, name);
        return newer === null ? null : (readManifest(hold(key, open(newer, null)), version) ?? null);
      },
      readme: () => (found.packument === null ? cache.readReadme(cached.id) : found.packument.readme),
    };
  }

  /** Null for a version that the copy does not have; undefined where its block is gone. */
  function readManifest(found: Held, version: string): ManifestFacts | null | undefined {
    const block = found.blockOf.get(version);
    if (block === undefined) return null;
    const known = found.blocks.get(block);
    if (known !== undefined) return known.get(version) ?? null;
    const bytes =
      found.packument === null ? cache.readBlock(found.cached.id, block) : found.packument.blocks[block];
    if (!bytes) return undefined;
    const versions = unpackBlock(bytes);
    const [oldest] = found.blocks.keys();
    if (found.blocks.size >= MAX_BLOCKS && oldest !== undefined) found.blocks.delete(oldest);
    found.blocks.set(block, versions);
    return versions.get(version) ?? null;
  }

  return {
    read,
    async close() {
      closing.abort(new Error('closing'));
      await Promise.allSettled(asking.values());
      await thread.close();
    },
  };
}

function open(cached: CachedPackage, packument: KeptPackument | null): Held {
  return { cached, ...unpackFacts(cached.facts), blocks: new Map(), packument };
}

function sizeOf({ facts, blocks, readme }: KeptPackument): number {
  return blocks.reduce((sum, block) => sum + block.length, facts.length + (readme?.text.length ?? 0));
}

function noPackage(name: string): HttpError {
  return new HttpError(404, `There is no package ${JSON.stringify(name)} in the registry.`);
}
