import compareVersions from 'semver/functions/compare.js';
import parseVersion from 'semver/functions/parse.js';
import type { PackageFacts, VersionSummary } from './package-facts.ts';
import { asObject } from './plain-object.ts';
import { toPlainText } from './plain-text.ts';
import { toUsers } from './to-users.ts';

/** What a packument tells of a package as a whole; when it was read, who keeps it adds. */
export type KeptPackageFacts = Omit<PackageFacts, 'asOf' | 'isStale'>;

/** What was found in each version, in the packument's order. */
export interface VersionGist {
  readonly version: string;
  readonly deprecated: string | null;
  readonly description: string | null;
}

const MAX_TAGS = 1_000;
const MAX_TAG = 256;
const SECURITY_PLACEHOLDER = /^0\.0\.1-security(?:\.\d+)?$/;

/** Reads the packument without its versions, and what was found in those. Pure. */
export function toPackageFacts(
  name: string,
  packument: Readonly<Record<string, unknown>>,
  gists: readonly VersionGist[],
): KeptPackageFacts {
  const time = asObject(packument.time) ?? {};
  const versions = toSummaries(gists, time);
  const distTags = toDistTags(packument['dist-tags'], versions);
  const { latest } = distTags;
  const gist = gists.find(({ version }) => version === latest);
  const unpublished = asObject(time.unpublished);
  return {
    name,
    status: statusOf(latest),
    description: gist?.description ?? toPlainText(packument.description, 1_000),
    distTags,
    versions,
    createdAt: toInstant(time.created) ?? firstPublication(versions),
    unpublishedAt: latest === undefined ? toInstant(unpublished?.time ?? time.modified) : null,
    maintainers: toUsers(packument.maintainers ?? unpublished?.maintainers),
  };
}

function statusOf(latest: string | undefined): PackageFacts['status'] {
  if (latest === undefined) return 'unpublished';
  return SECURITY_PLACEHOLDER.test(latest) ? 'security-placeholder' : 'published';
}

/** Newest first; what is no version stands at the end, by its name. */
function toSummaries(
  gists: readonly VersionGist[],
  time: Readonly<Record<string, unknown>>,
): VersionSummary[] {
  const versions = gists.map(({ version, deprecated }) => {
    const parsed = parseVersion(version, { loose: true });
    const publishedAt = Object.hasOwn(time, version) ? toInstant(time[version]) : null;
    const isPrerelease = (parsed?.prerelease.length ?? 0) > 0;
    return { parsed, summary: { version, publishedAt, deprecated, isPrerelease } };
  });
  versions.sort((one, other) => {
    if (one.parsed !== null && other.parsed !== null) {
      const order = compareVersions(other.parsed, one.parsed);
      if (order !== 0) return order;
    } else if (one.parsed !== null || other.parsed !== null) return one.parsed === null ? 1 : -1;
    return one.summary.version < other.summary.version ? -1 : 1;
  });
  return versions.map(({ summary }) => summary);
}

/** Tags of versions that are there. `latest` is always among them: the newest release where npm names none. */
function toDistTags(value: unknown, versions: readonly VersionSummary[]): Record<string, string> {
  const known = new Set(versions.map(({ version }) => version));
  const tags = Object.entries(asObject(value) ?? {}).flatMap(([tag, version]) =>
    typeof version === 'string' &&
    known.has(version) &&
    tag !== '__proto__' &&
    toPlainText(tag, MAX_TAG) === tag
      ? [[tag, version] as const]
      : [],
  );
  const distTags = Object.fromEntries(tags.slice(0, MAX_TAGS));
  const newest = versions.find(({ isPrerelease }) => !isPrerelease) ?? versions[0];
  if (newest === undefined || Object.hasOwn(distTags, 'latest')) return distTags;
  return { latest: newest.version, ...distTags };
}

/** Some registries do not tell when a package was made: its first version is as old. */
function firstPublication(versions: readonly VersionSummary[]): string | null {
  let first: string | null = null;
  for (const { publishedAt } of versions) {
    if (publishedAt !== null && (first === null || publishedAt < first)) first = publishedAt;
  }
  return first;
}

/** ISO 8601; null for what is no moment. */
function toInstant(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? null : new Date(milliseconds).toISOString();
}
