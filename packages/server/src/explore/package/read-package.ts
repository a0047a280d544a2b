import type { QueryResult } from '@shipstats/core';
import {
  type Advisory,
  type Explore,
  isFollowed,
  type PackageFacts,
  type Provenance,
  type ServiceName,
  type Sourced,
  type VersionFacts,
} from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';
import type { DownloadLine } from '../downloads.ts';
import { readTypes } from '../read-types.ts';
import { within } from '../within.ts';
import {
  type DownloadsOptions,
  type PackageDownloads,
  readPackageDownloads,
} from './read-package-downloads.ts';

/** What every part of the page knows of the package and the chosen version. */
export interface PackageView {
  readonly facts: PackageFacts;
  readonly version: VersionFacts;
  /** The one number; undefined where nobody knows it. */
  readonly line: DownloadLine | undefined;
  /** Days are being read from npm. */
  readonly isReading: boolean;
  readonly downloads: PackageDownloads | null;
  readonly advisories: Sourced<readonly Advisory[]>;
  readonly provenance: Sourced<Provenance | null>;
  readonly packedSize: Sourced<number | null>;
  /** `included`, `@types/…`, `none`; null where it is not known. */
  readonly types: string | null;
  readonly isFollowed: boolean;
  /** The address of this very page, to look again. */
  readonly here: string;
}

/** How long the page waits for missing days, and for what is beside the numbers. */
const DAYS_WAIT_MS = 1_200;
const BESIDE_WAIT_MS = 1_200;

/** Gathers what the page shows whatever part of it is open; what is not there in time is said to be on its way. */
export async function readPackage(
  facts: PackageFacts,
  version: VersionFacts,
  options: DownloadsOptions,
  context: AppContext,
): Promise<Omit<PackageView, 'here'>> {
  const { explore, downloads } = context;
  const { name } = facts;
  const [advisories, provenance, packedSize, types, followed] = await Promise.all([
    within(
      explore
        .advisories({ [name]: facts.versions.map((each) => each.version) })
        .then((answer) => ofPackage(answer, name)),
      beside(pending('advisories')),
    ),
    version.hasProvenance
      ? within(explore.provenance(name, version.version), beside(pending('attestations')))
      : ({ kind: 'known', value: null, asOf: facts.asOf, isStale: false } as const),
    within(explore.packedSize(name, version.version), beside(pending('registry'))),
    within(readTypes(version.types, explore), beside(null)),
    explore.followed(),
    downloads.want([name], { history: 'all', waitMs: DAYS_WAIT_MS }),
  ]);
  const line = (await downloads.lines([name])).get(name);
  const counts = await readPackageDownloads(facts, line, options, context);
  return {
    facts,
    version,
    line,
    // Looking whether anything is missing is no reading.
    isReading: downloads.isReading(name) && (counts === null || hasUnknownDays(counts.allTime)),
    downloads: counts,
    advisories,
    provenance,
    packedSize,
    types,
    isFollowed: isFollowed(followed, 'package', name),
  };
}

function hasUnknownDays({ stamps }: QueryResult): boolean {
  return stamps.some(({ unknownBuckets }) => unknownBuckets > 0);
}

function ofPackage(
  answer: Awaited<ReturnType<Explore['advisories']>>,
  name: string,
): Sourced<readonly Advisory[]> {
  if (answer.kind === 'unknown') return answer;
  return { ...answer, value: Object.hasOwn(answer.value, name) ? (answer.value[name] ?? []) : [] };
}

function pending(service: ServiceName): Extract<Sourced<never>, { kind: 'unknown' }> {
  return {
    kind: 'unknown',
    service,
    reason: 'pending',
    message: 'It is being asked; a later look will tell.',
  };
}

/** What is beside the numbers does not hold them up. */
function beside<Late>(late: Late) {
  return { waitMs: BESIDE_WAIT_MS, late };
}
