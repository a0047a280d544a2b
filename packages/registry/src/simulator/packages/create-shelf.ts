import { createHash } from 'node:crypto';
import { DAY_MS, dayOf, parseDay } from '../base/day.ts';
import { createKept } from '../base/kept.ts';
import { hash, share } from '../base/random.ts';
import type { World } from '../world/create-world.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { toMaintainer } from '../world/people.ts';
import { abbreviate, pickFields } from './abbreviate.ts';
import { type Dist, makeTarball, type Tarball } from './make-tarball.ts';
import { commitOf, deprecationOf, type Json, makeManifest } from './manifest.ts';
import { addOddities, placeholderPackument, unpublishedPackument } from './odd-packuments.ts';
import { README_LIMIT, readmeOf } from './readme.ts';
import type { Release, Releases } from './releases.ts';

/** A body that is made once and compared by its tag. */
export interface Document {
  readonly body: Buffer;
  readonly etag: string;
}

/** Packuments, manifests and tarballs, made when they are asked for. */
export interface Shelf {
  /** Whole, or for installers. */
  packument(spec: PackageSpec, now: number, isAbbreviated: boolean): Promise<Document>;
  /** As the registry answers for one version or tag; null where there is none. */
  manifest(spec: PackageSpec, wanted: string, now: number): Promise<Json | null>;
  /** By the name of its file; null where there is none. */
  tarball(spec: PackageSpec, file: string, now: number): Promise<Tarball | null>;
}

/** Older releases have no size: the registry began to write them down in this month. */
const SIZES_SINCE = parseDay('2018-02-01');
const PROVENANCE_SINCE = parseDay('2023-06-01');
const SIGNING_KEY = 'SHA256:c2ltdWxhdGVkLXNpZ25pbmcta2V5LW9mLW5vYm9keQ';

/** The signature key that the made-up registry signs with. */
export const signingKeys = {
  keys: [
    {
      expires: null,
      keyid: SIGNING_KEY,
      keytype: 'ecdsa-sha2-nistp256',
      scheme: 'ecdsa-sha2-nistp256',
      key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEc2ltdWxhdGVkLWtleS10aGF0LXNpZ25zLW5vdGhpbmctYXQtYWxsLWluLWFueS13YXk=',
    },
  ],
};

/** True where the registry holds an attestation of this release. */
export function hasAttestation(spec: PackageSpec, release: Release): boolean {
  return spec.hasProvenance && release.day >= PROVENANCE_SINCE;
}

/** The file of a tarball's address: the name without its scope, and the version. */
export function tarballFile(name: string, version: string): string {
  return `${name.slice(name.lastIndexOf('/') + 1)}-${version}.tgz`;
}

/** `registryUrl` is where tarballs are fetched from, with a slash at its end. */
export function createShelf(world: World, releases: Releases, registryUrl: () => string): Shelf {
  const documents = createKept<Promise<Document>>(24);
  const tarballs = createKept<Promise<Tarball>>(12);
  const dists = new Map<string, Dist>();

  const tarballOf = (spec: PackageSpec, asked: Release): Promise<Tarball> => {
    // Thousands of versions share one.
    const release = spec.oddity === 'enormous' ? (releases.of(spec, asked.at)[0] ?? asked) : asked;
    return tarballs.get(`${spec.name}@${release.version}`, () =>
      makeTarball(spec, release, makeManifest(world, releases, spec, release), readmeOf(spec)),
    );
  };
  const distOf = async (spec: PackageSpec, release: Release): Promise<Dist> => {
    const key = `${spec.name}@${release.version}`;
    const known = dists.get(key) ?? (await tarballOf(spec, release)).dist;
    dists.set(key, known);
    return known;
  };

  const versionOf = async (spec: PackageSpec, release: Release, nowDay: number): Promise<Json> => {
    const manifest = makeManifest(world, releases, spec, release);
    const dist = await distOf(spec, release);
    const hasSize = release.day >= SIZES_SINCE && spec.oddity !== 'no-unpacked-size';
    const deprecated = deprecationOf(spec, release.version, nowDay);
    const isAttested = hasAttestation(spec, release);
    return {
      ...manifest,
      _id: `${spec.name}@${release.version}`,
      dist: {
        integrity: dist.integrity,
        shasum: dist.shasum,
        tarball: `${registryUrl()}${spec.name}/-/${tarballFile(spec.name, release.version)}`,
        ...(hasSize ? { fileCount: dist.fileCount, unpackedSize: dist.unpackedSize } : {}),
        signatures: [{ keyid: SIGNING_KEY, sig: Buffer.from(commitOf(spec, release)).toString('base64') }],
        ...(isAttested
          ? {
              attestations: {
                url: `${registryUrl()}-/npm/v1/attestations/${spec.name.replace('/', '%2f')}@${release.version}`,
                provenance: { predicateType: 'https://slsa.dev/provenance/v1' },
              },
            }
          : {}),
      },
      _npmUser: isAttested
        ? {
            name: 'GitHub Actions',
            email: 'actions@people.example',
            trustedPublisher: { id: 'github', oidcConfigId: 'oidc:simulated' },
          }
        : toMaintainer(spec.maintainers[hash(release.version) % spec.maintainers.length] ?? 'nobody'),
      maintainers: spec.maintainers.map(toMaintainer),
      directories: {},
      _nodeVersion: '22.11.0',
      _npmVersion: '10.9.0',
      _hasShrinkwrap: false,
      ...(spec.hasInstallScript ? { hasInstallScript: true } : {}),
      ...(deprecated === undefined ? {} : { deprecated }),
    };
  };

  const fullPackument = async (spec: PackageSpec, now: number): Promise<Json> => {
    const list = releases.of(spec, now);
    if (spec.oddity === 'unpublished') return unpublishedPackument(spec, list);
    if (spec.oddity === 'security-placeholder') return placeholderPackument(spec, registryUrl());
    const versions: Json = {};
    for (const release of list) versions[release.version] = await versionOf(spec, release, dayOf(now));
    const distTags = releases.distTags(spec, now);
    const latest = (versions[distTags.latest ?? ''] ?? {}) as Json;
    const whole: Json = {
      _id: spec.name,
      _rev: `${list.length + 1}-${hash(spec.name, list.length).toString(16)}`,
      name: spec.name,
      'dist-tags': distTags,
      versions,
      time: timesOf(spec, list, now),
      maintainers: spec.maintainers.map(toMaintainer),
      ...pickFields(latest, [
        'description',
        'homepage',
        'keywords',
        'repository',
        'bugs',
        'license',
        'author',
      ]),
      ...readmeFields(spec),
      users: { mara: true, 'pavel.k': true },
    };
    return addOddities(spec, whole);
  };

  return {
    packument(spec, now, isAbbreviated) {
      // What is new since: a release, or a day on which something was deprecated.
      const state = `${releases.of(spec, now).length} ${dayOf(now)}`;
      return documents.get(`${spec.name} ${state} ${isAbbreviated}`, async () => {
        const whole = await fullPackument(spec, now);
        return toDocument(isAbbreviated ? abbreviate(whole) : whole);
      });
    },
    async manifest(spec, wanted, now) {
      const version = releases.distTags(spec, now)[wanted] ?? wanted;
      const release = releases.of(spec, now).find((each) => each.version === version);
      if (release === undefined || spec.oddity === 'unpublished') return null;
      return versionOf(spec, release, dayOf(now));
    },
    async tarball(spec, file, now) {
      const release = releases.of(spec, now).find((each) => tarballFile(spec.name, each.version) === file);
      if (release === undefined || spec.oddity === 'unpublished' || spec.tarball === 'missing') return null;
      return tarballOf(spec, release);
    },
  };
}

function toDocument(value: Json): Document {
  const body = Buffer.from(JSON.stringify(value));
  return { body, etag: `"${createHash('sha1').update(body).digest('hex').slice(0, 32)}"` };
}

/** `modified` moves with any change of metadata: it is no date of a release. */
function timesOf(spec: PackageSpec, list: readonly Release[], now: number): Json {
  const last = list.at(-1)?.at ?? spec.createdDay * DAY_MS;
  const touched = last + Math.floor(40 * DAY_MS * share(spec.name, 'touched'));
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    created: iso(list[0]?.at ?? last),
    modified: iso(touched <= now ? touched : last),
    ...Object.fromEntries(list.map((release) => [release.version, iso(release.at)])),
  };
}

/** Since 2024 many packuments come without a readme; one that is there is cut at the registry's limit. */
function readmeFields(spec: PackageSpec): Json {
  const readme = readmeOf(spec);
  const isLean = spec.oddity === 'no-readme' || (spec.readme === 'plain' && share(spec.name, 'lean') < 0.3);
  if (isLean) return {};
  if (readme === null) return { readme: 'ERROR: No README data found!', readmeFilename: '' };
  return { readme: readme.slice(0, README_LIMIT), readmeFilename: 'README.md' };
}
