import type { PackageList } from './list.ts';
import { type ListSources, toListHits } from './list-sources.ts';

/** With fewer a month, a handful of machines makes a trend. */
const MIN_DOWNLOADS = 1_000;
/** So many packages at most are compared. */
const MAX_CANDIDATES = 5_000;
/** So many names are asked for at once. */
const STEP = 500;

/** The packages that grow fastest among those whose daily counts are stored. */
export async function listTrending(sources: ListSources, limit: number): Promise<PackageList> {
  const names = (await sources.trends.stored()).slice(0, MAX_CANDIDATES);
  const growing: { readonly name: string; readonly trend: number; readonly through: string }[] = [];
  for (let at = 0; at < names.length; at += STEP) {
    for (const [name, { downloads, trend, through }] of await sources.trends.of(names.slice(at, at + STEP))) {
      if (trend !== null && trend > 0 && downloads >= MIN_DOWNLOADS) growing.push({ name, trend, through });
    }
  }
  growing.sort((one, other) => other.trend - one.trend || (one.name < other.name ? -1 : 1));
  const shown = growing.slice(0, limit);
  const hits = await toListHits(
    sources,
    shown.map((each) => each.name),
  );
  const lastDay = shown
    .map((each) => each.through)
    .sort()
    .at(-1);
  return {
    name: 'trending',
    rule:
      'The fastest growing downloads, the last 28 whole days over the 28 before, among the ' +
      `${names.length.toLocaleString('en-US')} packages whose daily counts are stored here: those that are followed ` +
      `or were looked at. Left out: packages that were first downloaded within those 56 days, fewer than ${MIN_DOWNLOADS.toLocaleString('en-US')} downloads in 30 days, days ` +
      'that are unknown, deprecated packages.',
    hits: hits.filter((hit) => !hit.isDeprecated),
    asOf: lastDay === undefined ? null : `${lastDay}T00:00:00.000Z`,
    troubles: [],
  };
}
