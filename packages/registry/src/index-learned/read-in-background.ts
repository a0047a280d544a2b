import { ConfigError } from '@shipstats/core';
import { registryPath } from '../names/registry-path.ts';
import type { NpmConfig, NpmSettings } from '../npm-config/npm-config.ts';
import { unpackBlock, unpackFacts } from '../packument/kept-packument.ts';
import type { SlimThread } from '../packument/slim-thread.ts';
import { PackumentError } from '../packument/split-packument.ts';
import type { ServiceClient } from '../service/service-client.ts';
import type { Learned } from './learned.ts';
import { toLearned } from './to-learned.ts';

export interface BackgroundReaderOptions {
  /** The service `registry`. */
  readonly client: ServiceClient;
  readonly npmConfig: NpmConfig;
  readonly thread: SlimThread;
  /** Whether there is a package; null where the index cannot tell. */
  readonly isPackage: (name: string) => boolean | null;
}

/**
 * Reads the packument of a package that nobody looks at right now: behind everybody who does, and without taking the
 * place of what they looked at in the cache. Null for one of which nothing can be told, and for one that comes from
 * another registry than those without a scope: a company's own packages never come into a search that anybody may ask.
 *
 * @throws ConnectorError where the registry does not answer, or does not give it
 */
export type ReadInBackground = (name: string, signal: AbortSignal) => Promise<Learned | null>;

const MAX_BYTES = 64 * 1024 * 1024;
const DEADLINE_MS = 60_000;

export function createBackgroundReader(options: BackgroundReaderOptions): ReadInBackground {
  const { client, npmConfig, thread, isPackage } = options;
  return async (name, signal) => {
    const settings = await npmConfig.read();
    const { registry } = settings;
    if (registryOf(settings, name) !== registry) return null;
    const answer = await client.request({
      url: `${registry}${registryPath(name)}`,
      accept: 'stream',
      maxBytes: MAX_BYTES,
      deadlineMs: DEADLINE_MS,
      priority: 'background',
      signal,
      headers: { accept: 'application/json' },
    });
    try {
      // A registry that passes on another's may not have every package: only the feed says that one is gone.
      if (answer.status !== 200) return null;
      const { facts, blocks, readme } = await thread.slim(name, answer.body);
      const unpacked = unpackFacts(facts);
      const manifestOf = (version: string) => {
        const block = blocks[unpacked.blockOf.get(version) ?? -1];
        return block === undefined ? null : (unpackBlock(block).get(version) ?? null);
      };
      return toLearned({
        facts: { ...unpacked.facts, asOf: '', isStale: false },
        manifestOf,
        readme,
        isPackage,
      });
    } catch (error) {
      // A packument that nobody can read says nothing; the next change of it may.
      if (error instanceof PackumentError) return null;
      throw error;
    } finally {
      answer.discard();
    }
  };
}

/** Null where a scope has a registry that is no address: it is another one in any case. */
function registryOf(settings: NpmSettings, name: string): string | null {
  try {
    return settings.registryOf(name);
  } catch (error) {
    if (error instanceof ConfigError) return null;
    throw error;
  }
}
