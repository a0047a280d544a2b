import { ConnectorError } from '@shipstats/core';
import type { ServiceClient } from '../service/service-client.ts';
import { parseRegistryRss } from './parse-registry-rss.ts';

/** Fifty entries with their descriptions. */
const MAX_BYTES = 2_000_000;
const DEADLINE_MS = 5_000;

/**
 * Reads the registry's own feed of releases (`/-/rss`): some fifty names, the newest first. Undocumented, but still
 * there in 2026: https://github.com/ossf/package-feeds reads it.
 *
 * @returns a function that throws a ConnectorError where there is none
 */
export function createReleasesFeed(options: {
  /** One of its own: this feed is no part of what must answer. */
  readonly client: ServiceClient;
  readonly registryUrl: string;
}): () => Promise<readonly string[]> {
  const url = `${options.registryUrl.replace(/\/+$/, '')}/-/rss`;
  return async () => {
    const { status, body } = await options.client.request({
      url,
      accept: 'bytes',
      maxBytes: MAX_BYTES,
      deadlineMs: DEADLINE_MS,
    });
    const names = parseRegistryRss(new TextDecoder().decode(body));
    if (names.length > 0) return names;
    throw new ConnectorError('The registry has no feed of releases.', { code: 'not-found', status });
  };
}
