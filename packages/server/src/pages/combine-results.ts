import { type QueryResult, type ResultBucket, type Stamp, unitName, worseBuckets } from '@shipstats/core';

/**
 * Puts several single numbers into one result, a series each, so that one chart or list shows them all.
 *
 * Results that are split, or that count something else, stay apart.
 */
export function combineResults(results: readonly QueryResult[]): readonly QueryResult[] {
  const groups = new Map<string, QueryResult[]>();
  for (const [index, result] of results.entries()) {
    const key =
      result.by.length > 0 ? `${index}` : `${unitName(result.unit)} ${result.kind} ${axisOf(result)}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map(combine);
}

function combine(group: readonly QueryResult[]): QueryResult {
  const [first] = group;
  if (!first) throw new Error('there is nothing to combine');
  if (group.length === 1) return first;
  const series = group.flatMap((result) =>
    result.series.map((one) => ({ ...one, key: result.title, label: result.title })),
  );
  return {
    ...first,
    // Not a sum: nobody asked for one.
    value: null,
    fn: null,
    comparison: null,
    buckets: joinBuckets(group),
    series,
    seriesCount: series.length,
    stamps: distinctStamps(group.flatMap((result) => result.stamps)),
  };
}

/** As `worseBuckets`, but numbers of which some are there are known in part, not unknown: they are drawn. */
function joinBuckets(group: readonly QueryResult[]): ResultBucket[] {
  return worseBuckets(group).map((bucket, index) => {
    const isAnyKnown = group.some(({ buckets }) => hasNumber(buckets[index]));
    return bucket.state === 'unknown' && isAnyKnown ? { ...bucket, state: 'incomplete' } : bucket;
  });
}

function hasNumber(bucket: ResultBucket | undefined): boolean {
  return bucket !== undefined && bucket.state !== 'unknown' && bucket.state !== 'future';
}

function axisOf(result: QueryResult): string {
  return `${result.window.start}-${result.window.end}/${result.buckets.length}`;
}

function distinctStamps(stamps: readonly Stamp[]): readonly Stamp[] {
  return [
    ...new Map(stamps.map((stamp) => [`${stamp.source.connector}/${stamp.source.resource}`, stamp])).values(),
  ];
}
