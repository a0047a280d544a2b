import type { ResultBucket, UnixSeconds } from '@shipstats/core';

/** Something that happened at a moment, marked on the time axis: a release. */
export interface ChartMark {
  readonly at: UnixSeconds;
  readonly label: string;
  /** The higher, the sooner it has a label where there is no room for all. */
  readonly weight: number;
}

export interface PlacedMark {
  /** Where it stands, as a share of the plot's width. */
  readonly x: number;
  /** Null for a mark without room for its label. */
  readonly label: string | null;
  /** Its label has room in a wide plot only. */
  readonly isExtra: boolean;
  readonly mark: ChartMark;
}

/** The narrowest plots of a wide page and of a phone, in pixels. */
const WIDE = 560;
const NARROW = 270;
/** A letter of the axis' type, and the space between two labels. */
const LETTER = 6.9;
const SPACE = 10;
/** More ticks than this are a comb. */
const MAX_MARKS = 60;

/** Places marks over the buckets in which they fall: labels never overlap, the weightiest first, then the newest. */
export function placeMarks(marks: readonly ChartMark[], buckets: readonly ResultBucket[]): PlacedMark[] {
  const inside = marks
    .flatMap((mark) => {
      const x = shareOf(mark.at, buckets);
      return x === undefined ? [] : [{ mark, x }];
    })
    .sort((a, b) => b.mark.weight - a.mark.weight || b.mark.at - a.mark.at)
    .slice(0, MAX_MARKS);
  const wide = withLabel(inside, WIDE);
  const narrow = withLabel(inside, NARROW);
  return inside
    .map(({ mark, x }) => ({
      x,
      mark,
      label: wide.has(mark) ? mark.label : null,
      isExtra: !narrow.has(mark),
    }))
    .sort((a, b) => a.x - b.x);
}

/** Which side of its place a label stands on, so that it does not hang over an edge. */
export function anchorOf(x: number): 'start' | 'middle' | 'end' {
  return x < 0.06 ? 'start' : x > 0.94 ? 'end' : 'middle';
}

function withLabel(
  marks: readonly { readonly mark: ChartMark; readonly x: number }[],
  width: number,
): ReadonlySet<ChartMark> {
  const taken: { readonly from: number; readonly to: number }[] = [];
  const labelled = new Set<ChartMark>();
  for (const { mark, x } of marks) {
    const size = mark.label.length * LETTER + SPACE;
    const at = x * width;
    const from = { start: at, middle: at - size / 2, end: at - size }[anchorOf(x)];
    const to = from + size;
    if (taken.some((other) => from < other.to && other.from < to)) continue;
    taken.push({ from, to });
    labelled.add(mark);
  }
  return labelled;
}

/** A day stands in the middle of its bucket, a moment within a wider bucket where it falls. */
function shareOf(at: UnixSeconds, buckets: readonly ResultBucket[]): number | undefined {
  const index = buckets.findIndex((bucket) => bucket.start <= at && at < bucket.end);
  const bucket = buckets[index];
  if (!bucket) return undefined;
  const within =
    bucket.end - bucket.start <= 86_400 ? 0.5 : (at - bucket.start) / (bucket.end - bucket.start);
  return (index + within) / buckets.length;
}
