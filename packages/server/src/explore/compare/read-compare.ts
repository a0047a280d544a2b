import { type MetricQuery, type QueryResult, runQuery } from '@shipstats/core';
import { type Advisory, affects, type PackageVersion, type Sourced } from '@shipstats/registry';
import type { AppContext } from '../../app-context.ts';
import { askAdvisories } from '../attention/ask-advisories.ts';
import type { DownloadLine } from '../downloads.ts';
import {
  downloadsQuery,
  lastCountedDay,
  RECENT_RANGES,
  type RecentRange,
  rangeWindow,
} from '../downloads-query.ts';
import { eachWithin } from '../each-within.ts';
import { publicMessage } from '../public-message.ts';
import { readTypes } from '../read-types.ts';
import { timeLeft } from '../time-left.ts';

/** One column of the comparison. */
export type Compared =
  | {
      readonly kind: 'found';
      readonly name: string;
      readonly package: PackageVersion;
      readonly line: DownloadLine | undefined;
      readonly types: string | null;
      /** Of its latest version. */
      readonly advisories: Sourced<readonly Advisory[]>;
    }
  /** It is left out of the chart and says why. */
  | { readonly kind: 'missing'; readonly name: string; readonly message: string };

export interface Comparison {
  readonly packages: readonly Compared[];
  /** The question behind the chart, and its answer; null where there is nothing to draw. */
  readonly query: MetricQuery | null;
  readonly chart: QueryResult | null;
  /** Facts or counts of one of them are on their way. */
  readonly isWaiting: boolean;
}

const WAIT_MS = 1_200;
/** So long the page waits for packages that were never read and for their advisories, together. */
const FACTS_WAIT_MS = 3_000;
const NOT_YET = 'The registry has not answered yet; a later look will tell.';

/** Everything that the page shows; what is wrong with one package leaves the others alone. */
export async function readComparison(
  names: readonly string[],
  range: RecentRange,
  context: AppContext,
): Promise<Comparison> {
  const { explore, downloads } = context;
  const left = timeLeft(FACTS_WAIT_MS);
  const [found] = await Promise.all([
    eachWithin(names, (name) => explore.version(name, undefined), { waitMs: left() }),
    downloads.want(names, { history: 'recent', waitMs: WAIT_MS }),
  ]);
  const versions = names.map(
    (name) =>
      found.done.get(name) ?? (found.failed.has(name) ? publicMessage(found.failed.get(name)) : NOT_YET),
  );
  const lines = await downloads.lines(names);
  const asked: Record<string, readonly string[]> = Object.fromEntries(
    versions.flatMap((one) =>
      typeof one === 'string' ? [] : [[one.facts.name, [one.version.version]] as const],
    ),
  );
  const advisories = Object.keys(asked).length === 0 ? null : await askAdvisories(asked, explore, left());
  const packages = await Promise.all(
    names.map(async (name, index): Promise<Compared> => {
      const one = versions[index] ?? NOT_YET;
      if (typeof one === 'string') return { kind: 'missing', name, message: one };
      return {
        kind: 'found',
        name,
        package: one,
        line: lines.get(name),
        types: await readTypes(one.version.types, explore),
        advisories: advisoriesOf(one, advisories),
      };
    }),
  );
  const query = chartQuery(packages, lines, range, context);
  return {
    packages,
    query,
    chart: query === null ? null : await runQuery(query, context.query),
    isWaiting:
      found.pending.length > 0 ||
      names.some((name) => lines.get(name)?.from !== 'store' && downloads.isReading(name)),
  };
}

function chartQuery(
  packages: readonly Compared[],
  lines: ReadonlyMap<string, DownloadLine>,
  range: RecentRange,
  { catalog }: AppContext,
): MetricQuery | null {
  const names = packages.filter(({ kind }) => kind === 'found').map(({ name }) => name);
  if (names.length === 0) return null;
  const window = rangeWindow(range, lastCountedDay(lines.values()));
  return (
    downloadsQuery(names, catalog, { window, bucket: RECENT_RANGES[range].bucket, isSplit: true }) ?? null
  );
}

function advisoriesOf(
  { facts: { name }, version }: PackageVersion,
  answer: Sourced<Readonly<Record<string, readonly Advisory[]>>> | null,
): Sourced<readonly Advisory[]> {
  if (answer === null) return { kind: 'unknown', service: 'advisories', reason: 'pending', message: '' };
  if (answer.kind === 'unknown') return answer;
  const all = Object.hasOwn(answer.value, name) ? (answer.value[name] ?? []) : [];
  return { ...answer, value: all.filter((one) => affects(one, version.version)) };
}
