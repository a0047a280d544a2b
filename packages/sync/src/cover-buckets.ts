import type { UnixSeconds, Window } from '@shipstats/core';

/**
 * Covers buckets with as few windows as possible and, among those, with as few buckets in between as possible:
 * a gap is bridged only where that saves a request.
 *
 * Windows come newest first and do not overlap; among equal covers the newest windows are the fullest.
 *
 * @param starts ascending, aligned to `width`
 * @param width seconds of a bucket
 * @param limit how many buckets a window may span, at least 1
 */
export function coverBuckets(starts: readonly UnixSeconds[], width: number, limit: number): Window[] {
  const first = starts[0];
  const last = starts.at(-1);
  // Without gaps there is nothing to choose: the usual case, and the longest.
  if (first !== undefined && last !== undefined && (last - first) / width + 1 === starts.length) {
    return cutSpan({ start: first, end: last + width }, width * limit);
  }
  // `best[k]` covers the k oldest starts; its last window begins with the start at index `from`.
  const best: { windows: number; span: number; from: number }[] = [{ windows: 0, span: 0, from: 0 }];
  for (let count = 1; count <= starts.length; count += 1) {
    const newest = starts[count - 1] ?? 0;
    let choice: { windows: number; span: number; from: number } | undefined;
    for (let from = count - 1; from >= 0; from -= 1) {
      const span = newest - (starts[from] ?? 0) + width;
      if (span > limit * width) break;
      const rest = best[from];
      if (!rest) break;
      const windows = rest.windows + 1;
      const total = rest.span + span;
      const better =
        !choice || windows < choice.windows || (windows === choice.windows && total <= choice.span);
      if (better) choice = { windows, span: total, from };
    }
    // The start itself fits any limit: there always is a choice.
    if (choice) best.push(choice);
  }

  const windows: Window[] = [];
  for (let count = starts.length; count > 0; ) {
    const from = best[count]?.from ?? 0;
    windows.push({ start: starts[from] ?? 0, end: (starts[count - 1] ?? 0) + width });
    count = from;
  }
  return windows;
}

/** Cuts a span into windows, newest first, of which only the oldest may be shorter than the others. */
function cutSpan({ start, end }: Window, longest: number): Window[] {
  const windows: Window[] = [];
  for (let at = end; at > start; at -= longest)
    windows.push({ start: Math.max(start, at - longest), end: at });
  return windows;
}
