import { ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import { saysNotFound } from './parse-range.ts';

/** The downloads of the last seven days, by version. */
export interface VersionCounts {
  readonly name: string;
  readonly versions: ReadonlyMap<string, number>;
}

/** More versions than any package has by some distance. */
const MAX_VERSIONS = 100_000;
const MAX_VERSION_LENGTH = 256;

const schema = z.object({
  package: z.string(),
  downloads: z.record(z.string().min(1).max(MAX_VERSION_LENGTH), z.int().nonnegative()),
});
const refusalSchema = z.object({ error: z.string() });

/**
 * Reads `GET /versions/…/last-week`; null where the service does not know the package.
 *
 * @throws ConnectorError `bad-response` for another package's counts and numbers that are none, `bad-request` for a
 *   refusal
 */
export function parseVersions(json: unknown, name: string): VersionCounts | null {
  const refusal = refusalSchema.safeParse(json);
  if (refusal.success) {
    if (saysNotFound(refusal.data.error)) return null;
    const words = refusal.data.error.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200);
    throw new ConnectorError(`npm's downloads service refused the versions of ${name}: ${words}`, {
      code: 'bad-request',
    });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success || parsed.data.package !== name) {
    throw new ConnectorError(
      `npm's downloads service sent no counts of ${name} by version that can be read.`,
      {
        code: 'bad-response',
      },
    );
  }
  const versions = new Map(Object.entries(parsed.data.downloads));
  if (versions.size > MAX_VERSIONS) {
    throw new ConnectorError(`npm's downloads service sent counts of ${versions.size} versions of ${name}.`, {
      code: 'bad-response',
    });
  }
  return { name, versions };
}
