import { bucketWidth, formatBucket, type ResourceSpec, type UnixSeconds } from '@shipstats/core';

/** More spans than these are counted, not named. */
const MAX_SPANS = 5;

/**
 * Names buckets for people: `2026-11-04, 2026-11-06..2026-11-09 (4 days) and 3 more days`.
 *
 * @param starts ascending, each once
 */
export function nameBuckets(
  starts: readonly UnixSeconds[],
  granularity: ResourceSpec['granularity'],
): string {
  const width = bucketWidth(granularity);
  const nameOf = (start: UnixSeconds) => formatBucket(start, granularity);
  const spans: { first: UnixSeconds; last: UnixSeconds }[] = [];
  for (const start of starts) {
    const span = spans.at(-1);
    if (span !== undefined && span.last + width === start) span.last = start;
    else spans.push({ first: start, last: start });
  }
  const sizeOf = ({ first, last }: { first: UnixSeconds; last: UnixSeconds }) => (last - first) / width + 1;
  const count = (size: number, more = '') => `${size} ${more}${granularity}${size === 1 ? '' : 's'}`;
  const names = spans.slice(0, MAX_SPANS).map((span) => {
    const size = sizeOf(span);
    if (size === 1) return nameOf(span.first);
    return `${nameOf(span.first)}..${nameOf(span.last)} (${count(size)})`;
  });
  const rest = spans.slice(MAX_SPANS).reduce((sum, span) => sum + sizeOf(span), 0);
  return names.join(', ') + (rest > 0 ? ` and ${count(rest, 'more ')}` : '');
}
