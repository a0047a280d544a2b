import { formatBucket, type NameBook, type SourceGranularity, toIso } from '@shipstats/core';
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
  /** What the ids in `dimensions` are called, by dimension; absent where no name is known. */
  readonly names?: Readonly<Record<string, string>>;
  /** It is the sum of so many more rows. */
  readonly moreRows?: number;
  /** Exact decimal texts; null where there was no number. */
  readonly before: string | null;
  readonly after: string | null;
  readonly seenAt: string;
}

/** Writes a revision with times as texts, and with the names that the book has. */
export function toRevisionJson(
  revision: Revision,
  granularity: SourceGranularity,
  book?: NameBook,
): RevisionJson {
  const { bucket, dimensions, seenAt, ...rest } = revision;
  const names = Object.entries(dimensions ?? {}).flatMap(([dimension, id]) => {
    const name = book?.find(dimension, id)?.label;
    return name === undefined ? [] : [[dimension, name]];
  });
  return {
    ...rest,
    bucket: formatBucket(bucket, granularity),
    dimensions: dimensions ?? null,
    ...(names.length > 0 && { names: Object.fromEntries(names) }),
    seenAt: toIso(seenAt),
  };
}

/**
 * Which row a revision is of, in few words: `model gpt-5, project_id Shop (proj_1)`, or `project_id proj_1` where the
 * book has no name; undefined for a total.
 */
export function describeRow({ dimensions, moreRows }: Revision, book?: NameBook): string | undefined {
  if (moreRows !== undefined) return `${moreRows} more`;
  if (dimensions === undefined) return undefined;
  const parts = Object.entries(dimensions).flatMap(([dimension, id]) => {
    if (id === null) return [];
    const name = book?.find(dimension, id)?.name;
    return [name === undefined ? `${dimension} ${id}` : `${dimension} ${name} (${id})`];
  });
  return parts.join(', ') || 'the row without any dimension';
}
