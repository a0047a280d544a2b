import { ConnectorError } from '@shipstats/core';
import { findVersion } from '../packument/find-version.ts';
import type { Packuments } from '../packument/packuments.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { readTarball, type TarballFile } from '../tarball/read-tarball.ts';
import { TARBALL_LIMITS, type TarballLimits } from '../tarball/tarball-limits.ts';
import { tarballUrl } from '../tarball/tarballs.ts';
import { countBytes } from './count-bytes.ts';
import type { IndexSource } from './index-source.ts';
import { SourceError } from './source-error.ts';
import type { SourceSpec } from './source-spec.ts';

export interface PackageSourceOptions {
  readonly packuments: Packuments;
  /** The service `registry`. */
  readonly client: ServiceClient;
}

/** A list of every package is larger than packages are; all other limits stay. */
const LIMITS: TarballLimits = {
  ...TARBALL_LIMITS,
  maxPackedBytes: 512 * 1024 * 1024,
  maxUnpackedBytes: 2 * 1024 * 1024 * 1024,
};
const DEADLINE_MS = 30 * 60_000;
/** How such lists are called, the first one first. */
const USUAL_FILES = /^(?:data\/|dist\/)?(?:counts|downloads|packages)\.(?:json|jsonl|ndjson|tsv)(?:\.gz)?$/;
const LIST_FILE = /\.(?:json|jsonl|ndjson|tsv|gz)$/;
/** Named in an error. */
const MOST_NAMED = 10;

/**
 * A file of a package of the registry as a source: its archive is read as it arrives, checked against the registry's
 * checksum, and never written to a disk. Its day is the one on which the version was published.
 *
 * @throws HttpError where there is no such package or version, or the registry does not answer
 */
export async function openPackageSource(
  spec: Extract<SourceSpec, { kind: 'package' }>,
  { packuments, client }: PackageSourceOptions,
  builtOn?: string,
): Promise<IndexSource> {
  const copy = await packuments.read(spec.name);
  const version = findVersion(copy.facts, spec.version ?? undefined);
  const manifest = copy.manifest(version);
  const publishedAt = copy.facts.versions.find((each) => each.version === version)?.publishedAt ?? null;
  const day = builtOn ?? publishedAt?.slice(0, 10);
  if (manifest === null || day === undefined) {
    throw new SourceError(
      `The registry does not say when ${spec.name} ${version} was published: name the day of its list with --as-of.`,
    );
  }
  const url = tarballUrl({ copy, version, manifest });
  return {
    label: `${spec.name} ${version}${spec.path === null ? '' : `, ${spec.path}`}`,
    builtOn: day,
    fingerprint: `${copy.registry} ${spec.name} ${version} ${manifest.integrity ?? manifest.shasum ?? ''} ${spec.path}`,
    isCheckedAtEnd: true,
    async *open({ onBytes, signal }) {
      const answer = await client.request({
        url,
        accept: 'stream',
        maxBytes: LIMITS.maxPackedBytes,
        deadlineMs: DEADLINE_MS,
        headers: { accept: 'application/octet-stream, */*' },
        ...(signal === undefined ? {} : { signal }),
      });
      try {
        if (answer.status !== 200) {
          throw new ConnectorError(
            `The npm registry does not have the archive of ${spec.name} ${version} (status ${answer.status}).`,
            { code: 'not-found', status: answer.status },
          );
        }
        const files = readTarball(countBytes(answer.body, lengthOf(answer.headers), onBytes), {
          limits: LIMITS,
          checksums: manifest,
        });
        yield* findFile(files, spec);
      } finally {
        answer.discard();
      }
    },
  };
}

/** The content of the wanted file; the archive is read to its end, so that its checksum is looked at. */
async function* findFile(
  files: AsyncIterable<TarballFile>,
  { name, path }: Extract<SourceSpec, { kind: 'package' }>,
): AsyncGenerator<Uint8Array> {
  const others: string[] = [];
  let isFound = false;
  for await (const file of files) {
    const isWanted = !isFound && (path === null ? USUAL_FILES.test(file.path) : file.path === path);
    if (isWanted) {
      isFound = true;
      yield* file.stream();
    } else if (LIST_FILE.test(file.path) && file.path !== 'package.json') others.push(file.path);
  }
  if (isFound) return;
  const named = others.slice(0, MOST_NAMED).join(', ');
  throw new SourceError(
    `${path === null ? 'No file of it is called as such a list usually is' : `It has no file ${path}`}. ` +
      (named === '' ? 'It has no lists at all.' : `Name one as npm:${name}/…: ${named}.`),
  );
}

/** Null where the archive comes packed once more, whose length says nothing of it. */
function lengthOf(headers: ReadonlyMap<string, string>): number | null {
  const length = headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(length) && !headers.has('content-encoding') ? Number(length) : null;
}
