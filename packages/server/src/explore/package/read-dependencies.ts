import { HttpError } from '@shipstats/core';
import {
  type Advisory,
  affects,
  type Dependency,
  type Explore,
  type VersionFacts,
} from '@shipstats/registry';
import { askAdvisories } from '../attention/ask-advisories.ts';
import { eachWithin } from '../each-within.ts';
import { dependencyTarget, isWithin, latestOf, resolveVersion } from '../resolve-dependency.ts';

/** What is known of a dependency. */
export type DependencyState =
  | {
      readonly kind: 'found';
      /** What a fresh install would take; null where no version satisfies the range. */
      readonly resolved: string | null;
      readonly latest: string | null;
      /** The range admits the latest version. */
      readonly takesLatest: boolean;
      readonly deprecated: string | null;
      /** Of the resolved version; null where they could not be had. */
      readonly advisories: readonly Advisory[] | null;
    }
  /** Git, an address, a folder: not from the registry. */
  | { readonly kind: 'elsewhere' }
  /** Not looked at: it is not installed with the package. */
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'missing'; readonly message: string };

export interface DependencyRow {
  readonly dependency: Dependency;
  /** The package behind an alias (`npm:other@1`). */
  readonly name: string;
  readonly state: DependencyState;
}

/** Looked up at most: each is a packument, which may be megabytes. */
const MOST_LOOKED_UP = 60;
const WAIT_MS = 1_500;

/** Looks up what a version depends on, for as long as a page may wait; the rest is there at a later look. */
export async function readDependencies(
  { dependencies }: Pick<VersionFacts, 'dependencies'>,
  explore: Pick<Explore, 'package' | 'advisories'>,
): Promise<readonly DependencyRow[]> {
  const rows = dependencies.map((dependency) => ({ dependency, ...dependencyTarget(dependency) }));
  const asked = [
    ...new Set(
      rows.flatMap(({ dependency, name, range }) =>
        range === null || dependency.kind === 'devDependencies' ? [] : [name],
      ),
    ),
  ].slice(0, MOST_LOOKED_UP);
  const { done, failed } = await eachWithin(asked, (name) => explore.package(name), { waitMs: WAIT_MS });
  for (const error of failed.values()) if (!(error instanceof HttpError)) throw error;

  const found = rows.map((row): DependencyRow => {
    const { dependency, name, range } = row;
    const state = (value: DependencyState): DependencyRow => ({ dependency, name, state: value });
    if (range === null) return state({ kind: 'elsewhere' });
    if (!asked.includes(name) || dependency.kind === 'devDependencies') return state({ kind: 'not-asked' });
    const error = failed.get(name);
    if (error instanceof HttpError) return state({ kind: 'missing', message: error.message });
    const facts = done.get(name);
    if (facts === undefined) return state({ kind: 'pending' });
    const latest = latestOf(facts);
    const resolved = resolveVersion(range, facts);
    const takesLatest = latest !== null && (resolved === latest || isWithin(latest, range));
    const deprecated = facts.versions.find(({ version }) => version === resolved)?.deprecated ?? null;
    return state({ kind: 'found', resolved, latest, takesLatest, deprecated, advisories: null });
  });
  return addAdvisories(found, explore);
}

/** One question for all of them. */
async function addAdvisories(
  rows: readonly DependencyRow[],
  explore: Pick<Explore, 'advisories'>,
): Promise<readonly DependencyRow[]> {
  const versions: Record<string, string[]> = {};
  for (const { name, state } of rows) {
    if (state.kind === 'found' && state.resolved !== null)
      versions[name] = [...(versions[name] ?? []), state.resolved];
  }
  if (Object.keys(versions).length === 0) return rows;
  const answer = await askAdvisories(versions, explore, WAIT_MS);
  if (answer.kind === 'unknown') return rows;
  return rows.map((row) => {
    const { state, name } = row;
    if (state.kind !== 'found' || state.resolved === null) return row;
    const { resolved } = state;
    const known = Object.hasOwn(answer.value, name) ? (answer.value[name] ?? []) : [];
    return { ...row, state: { ...state, advisories: known.filter((one) => affects(one, resolved)) } };
  });
}
