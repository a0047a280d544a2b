import { ConnectorError } from '@shipstats/core';
import { registryPath } from '../names/registry-path.ts';
import type { PackageCopy } from '../packument/packuments.ts';
import type { ManifestFacts } from '../packument/to-manifest-facts.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { findReadme, type TarballReadme } from './find-readme.ts';
import type { TarballFile } from './read-tarball.ts';
import { TARBALL_LIMITS } from './tarball-limits.ts';

/** A version, and what its packument says of its archive. */
export interface TarballSource {
  readonly copy: PackageCopy;
  readonly version: string;
  readonly manifest: ManifestFacts;
}

/** The archives of packages. */
export interface Tarballs {
  /**
   * Reads as far as to the readme; null where there is none.
   *
   * @throws ConnectorError where the registry does not answer
   * @throws TarballError for what is no archive of a package
   */
  readReadme(source: TarballSource): Promise<TarballReadme | null>;
  /** Bytes, without reading it; null where the registry does not say. @throws ConnectorError */
  packedSize(source: TarballSource): Promise<number | null>;
}

export interface TarballsOptions {
  /** The service `registry`. */
  readonly client: ServiceClient;
}

const DEADLINE_MS = 30_000;
/** Somebody waits: a registry that asks for a longer pause is told of instead. */
const TURN_MS = 8_000;

export function createTarballs({ client }: TarballsOptions): Tarballs {
  /** The files of a version, as they arrive. */
  async function* open(source: TarballSource): AsyncGenerator<TarballFile> {
    const answer = await client.request({
      url: tarballUrl(source),
      accept: 'stream',
      // It is bounded below, with a reason.
      maxBytes: TARBALL_LIMITS.maxPackedBytes * 2,
      deadlineMs: DEADLINE_MS,
      waitMs: TURN_MS,
      headers: { accept: 'application/octet-stream, */*' },
    });
    try {
      refuseMissing(answer.status, source);
      // Most servers never open an archive: what unpacks them is loaded with the first.
      const { readTarball } = await import('./read-tarball.ts');
      yield* readTarball(answer.body, { limits: TARBALL_LIMITS, checksums: source.manifest });
    } finally {
      answer.discard();
    }
  }

  return {
    readReadme: (source) => findReadme(open(source)),
    async packedSize(source) {
      const { status, headers } = await client.request({
        url: tarballUrl(source),
        method: 'HEAD',
        accept: 'bytes',
        maxBytes: 0,
        // The length is that of the archive, and not of a compressed copy of it.
        headers: { 'accept-encoding': 'identity' },
      });
      refuseMissing(status, source);
      const length = headers.get('content-length') ?? '';
      return /^\d{1,15}$/.test(length) && !headers.has('content-encoding') ? Number(length) : null;
    },
  };
}

/**
 * Where the archive lies. What a packument says is followed within the registry alone: it may have been written by
 * anybody, and a registry that passes on another's packuments names the other's host in them.
 */
export function tarballUrl({ copy, version, manifest }: TarballSource): string {
  const { registry, facts } = copy;
  const { tarball } = manifest;
  if (tarball !== null && new URL(tarball).origin === new URL(registry).origin) return tarball;
  const bareName = facts.name.slice(facts.name.indexOf('/') + 1);
  const file = `${encodeURIComponent(bareName)}-${encodeURIComponent(version)}.tgz`;
  return `${registry}${registryPath(facts.name).replace('%2F', '/')}/-/${file}`;
}

function refuseMissing(status: number, { copy, version }: TarballSource): void {
  if (status === 200) return;
  const what = `the archive of ${copy.facts.name} ${version}`;
  throw new ConnectorError(`The npm registry does not have ${what} (status ${status}).`, {
    code: 'not-found',
    status,
  });
}
