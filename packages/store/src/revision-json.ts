import { formatBucket, type SourceGranularity, toIso } from '@shipstats/core';
import type { Revision } from './store.ts';

/** A revision as the API and the terminal tell it. */
export interface RevisionJson {
  readonly connector: string;
  readonly resource: string;
  readonly partition?: string;
  /** A UTC day; ISO 8601 for an hour or a minute. */
  readonly bucket: string;
  readonly measure: string;
  /** The row that changed; null for the total of the bucket. */
  readonly dimensions: Readonly<Record<string, string | null>> | null;
  /** It is the sum of so many more rows. */
  readonly moreRows?: number;
  /** Exact decimal texts; null where there was no number. */
  readonly before: string | null;
  readonly after: string | null;
  readonly seenAt: string;
}

/** Writes a revision with times as texts. */
export function toRevisionJson(revision: Revision, granularity: SourceGranularity): RevisionJson {
  const { bucket, dimensions, seenAt, ...rest } = revision;
  return {
    ...rest,
    bucket: formatBucket(bucket, granularity),
    dimensions: dimensions ?? null,
    seenAt: toIso(seenAt),
  };
}

/** Which row a revision is of, in few words: `model gpt-5, project_id proj_1`; undefined for a total. */
export function describeRow({ dimensions, moreRows }: Revision): string | undefined {
  if (moreRows !== undefined) return `${moreRows} more`;
  if (dimensions === undefined) return undefined;
  const named = Object.entries(dimensions).filter(([, value]) => value !== null);
  return named.map(([name, value]) => `${name} ${value}`).join(', ') || 'the row without any dimension';
}
