import { createHash } from 'node:crypto';
import { DAY_MS } from '../base/day.ts';
import { hash } from '../base/random.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { toMaintainer } from '../world/people.ts';
import { tarballFile } from './create-shelf.ts';
import type { Tarball } from './make-tarball.ts';

/** Versions of the enormous package: with some 8 kB each its packument has 40 MB. */
export const ENORMOUS_VERSIONS = 5_000;
const DEPENDENCIES = 165;
const PIECE = 64 * 1024;

/** The n-th version of the enormous package, from 0. */
export function enormousVersion(index: number): string {
  return `${1 + Math.floor(index / 1000)}.${Math.floor(index / 20) % 50}.${index % 20}`;
}

/** Tag of its packument, which never changes. */
export function enormousEtag(isAbbreviated: boolean): string {
  return `"${createHash('sha1').update(`enormity ${isAbbreviated}`).digest('hex').slice(0, 32)}"`;
}

/**
 * The packument of the enormous package, made while it is sent: nobody here holds 40 MB. All versions share one
 * tarball.
 */
export async function* enormousPackument(
  spec: PackageSpec,
  registryUrl: string,
  tarball: Tarball,
  isAbbreviated: boolean,
): AsyncGenerator<Buffer> {
  const last = enormousVersion(ENORMOUS_VERSIONS - 1);
  let text = isAbbreviated
    ? `{"name":"${spec.name}","modified":"${timeOf(spec, ENORMOUS_VERSIONS)}","dist-tags":{"latest":"${last}"},"versions":{`
    : `{"_id":"${spec.name}","name":"${spec.name}","dist-tags":{"latest":"${last}"},"versions":{`;
  const dependencies = Object.fromEntries(
    Array.from({ length: DEPENDENCIES }, (_, index) => {
      const number = hash(spec.name, index);
      return [
        `enormity-part-${index}-of-the-whole-thing`,
        `^${number % 9}.${(number >>> 8) % 99}.${(number >>> 16) % 9}`,
      ];
    }),
  );
  for (let index = 0; index < ENORMOUS_VERSIONS; index += 1) {
    const version = enormousVersion(index);
    text += `${index === 0 ? '' : ','}${JSON.stringify(version)}:${JSON.stringify(manifestOf(spec, version, registryUrl, tarball, isAbbreviated, dependencies))}`;
    if (text.length >= PIECE) {
      yield Buffer.from(text);
      text = '';
    }
  }
  text += '}';
  if (!isAbbreviated) {
    const times = Object.fromEntries(
      Array.from({ length: ENORMOUS_VERSIONS }, (_, index) => [enormousVersion(index), timeOf(spec, index)]),
    );
    const time = { created: timeOf(spec, 0), modified: timeOf(spec, ENORMOUS_VERSIONS), ...times };
    text += `,"time":${JSON.stringify(time)},"maintainers":${JSON.stringify(spec.maintainers.map(toMaintainer))}`;
    text += `,"description":${JSON.stringify(spec.description)},"license":"MIT","readme":"# enormity\\n\\nMany versions.\\n","readmeFilename":"README.md"`;
  }
  yield Buffer.from(`${text}}`);
}

/** When its n-th version came out, in milliseconds. */
export function enormousTime(spec: PackageSpec, index: number): number {
  return Math.floor((spec.createdDay + 0.4 + index * 0.6) * DAY_MS);
}

function timeOf(spec: PackageSpec, index: number): string {
  return new Date(enormousTime(spec, index)).toISOString();
}

function manifestOf(
  spec: PackageSpec,
  version: string,
  registryUrl: string,
  tarball: Tarball,
  isAbbreviated: boolean,
  dependencies: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return {
    name: spec.name,
    version,
    ...(isAbbreviated
      ? {}
      : { description: spec.description, license: 'MIT', maintainers: spec.maintainers.map(toMaintainer) }),
    dependencies: { ...dependencies, 'enormity-first': `^${version}` },
    dist: {
      integrity: tarball.dist.integrity,
      shasum: tarball.dist.shasum,
      tarball: `${registryUrl}${spec.name}/-/${tarballFile(spec.name, version)}`,
      fileCount: tarball.dist.fileCount,
      unpackedSize: tarball.dist.unpackedSize,
    },
  };
}
