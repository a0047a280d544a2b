import { DAY, type QueryResult, runQuery, type Widget } from '@shipstats/core';
import type { AppContext } from '../app-context.ts';
import { type Answer, mapLeaves, type ResolvedWidget, withWindow } from '../resolve-widget.ts';

/** Fewer points than this are no shape. */
const LEAST_POINTS = 7;

/** Asks a single number by day, which does not change it but gives its shape. */
export function withShape(widget: Widget): Widget {
  if (widget.kind !== 'stat') return widget;
  const queries = widget.queries.map((query) =>
    mapLeaves(query, (leaf) => (leaf.bucket === null ? { ...leaf, bucket: 'day' } : leaf)),
  );
  return { ...widget, queries };
}

/** Gives a number over a short window (today) the shape of the last 30 days. */
export async function addShape(resolved: ResolvedWidget, context: AppContext): Promise<ResolvedWidget> {
  if (resolved.kind !== 'numbers' || resolved.widget.kind !== 'stat') return resolved;
  const answers = await Promise.all(
    resolved.answers.map(async (answer): Promise<Answer> => {
      if (!isShort(answer.result)) return answer;
      const query = mapLeaves(withWindow(answer.query, '30d'), (leaf) => ({ ...leaf, compare: false }));
      const { buckets, series } = await runQuery(query, context.query);
      return { ...answer, result: { ...answer.result, buckets, series }, shape: 'last 30 days' };
    }),
  );
  return { ...resolved, answers };
}

function isShort({ window, buckets }: QueryResult): boolean {
  return buckets.length < LEAST_POINTS && window.end - window.start < LEAST_POINTS * DAY;
}
