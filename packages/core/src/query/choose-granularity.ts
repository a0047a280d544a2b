import type { ResourceSpec } from '../metric.ts';
import { bucketWidth, type Granularity, type SourceGranularity } from '../time.ts';
import { windowGranularity } from '../window.ts';
import type { MetricQuery } from './query.ts';
import type { CatalogEntry } from './reader.ts';

/** The granularities in which a resource and its finer ones have its metrics, the widest first. */
export function granularitiesOf(resource: ResourceSpec): readonly SourceGranularity[] {
  return [resource.granularity, ...(resource.finer === undefined ? [] : granularitiesOf(resource.finer))];
}

/**
 * The granularity whose buckets answer a question: the widest that its buckets and its window are made of, or the finest
 * that there is. So whole days are read from days, whatever else is stored: a day has one number.
 */
export function chooseGranularity(
  { bucket, window }: Pick<MetricQuery, 'bucket' | 'window'>,
  resource: ResourceSpec,
): SourceGranularity {
  const width = Math.min(
    bucketWidth(windowGranularity(window)),
    bucket === null ? bucketWidth('day') : sourceWidth(bucket),
  );
  const has = granularitiesOf(resource);
  return has.find((one) => bucketWidth(one) <= width) ?? has.at(-1) ?? resource.granularity;
}

/** The widest of several: what numbers must share that become one. */
export function widestOf(granularities: readonly SourceGranularity[]): SourceGranularity {
  return granularities.reduce(
    (widest, one) => (bucketWidth(one) > bucketWidth(widest) ? one : widest),
    'minute',
  );
}

/** Whether buckets are made of whole ones of a source. */
export function isMadeOf(bucket: Granularity, granularity: SourceGranularity): boolean {
  return bucketWidth(granularity) <= sourceWidth(bucket);
}

/** The entry with the resource of this granularity; as it is where it has none. */
export function atGranularity(entry: CatalogEntry, granularity: SourceGranularity): CatalogEntry {
  for (let resource: ResourceSpec | undefined = entry.resource; resource; resource = resource.finer) {
    if (resource.granularity === granularity) return { ...entry, resource };
  }
  return entry;
}

/** Weeks and months are made of days. */
function sourceWidth(bucket: Granularity): number {
  return bucketWidth(bucket === 'week' || bucket === 'month' ? 'day' : bucket);
}
