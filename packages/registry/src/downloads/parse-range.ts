import { ConnectorError, type DayUtc, parseDayUtc } from '@shipstats/core';
import { z } from 'zod';
import { type DayCount, type DaySpan, listDays } from './day-count.ts';

/** What an answer says of one package, or of the registry, for the days that it covers. */
export type ParsedRange =
  | { readonly kind: 'days'; readonly span: DaySpan; readonly days: readonly DayCount[] }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly error: ConnectorError }
  | { readonly kind: 'unreadable'; readonly error: ConnectorError };

const dayText = z.string().refine((text) => parseDayUtc(text) !== undefined, 'no day');
const rangeSchema = z.object({
  start: dayText,
  end: dayText,
  /** Absent for the whole registry. */
  package: z.string().optional(),
  downloads: z.array(z.object({ day: z.string(), downloads: z.int().nonnegative() })).max(10_000),
});
const refusalSchema = z.object({ error: z.string() });

/**
 * Reads what the service says of `name` (null: of the whole registry) for the days of `asked`.
 *
 * An answer that is shorter than what was asked is told as it is: `span` says what it covers. One with another
 * package's counts, a day twice, a day outside, or a number that is no count is unreadable as a whole.
 *
 * @param askedDays - the days of `asked`, for those who read many ranges of one span
 */
export function parseRange(
  json: unknown,
  name: string | null,
  asked: DaySpan,
  askedDays: ReadonlySet<DayUtc> = listDays(asked),
): ParsedRange {
  const refusal = refusalSchema.safeParse(json);
  if (refusal.success) return parseRefusal(refusal.data.error, name);
  const parsed = rangeSchema.safeParse(json);
  const what = name ?? 'the whole registry';
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return unreadable(`${what}: ${issue ? `${issue.path.join('.')} ${issue.message}` : 'no range'}`);
  }
  const { start, end, package: of, downloads } = parsed.data;
  if (of !== undefined && name === null)
    return unreadable('the counts of one package came for the whole registry');
  if (name !== null && of !== name)
    return unreadable(`${what}: the counts are of ${of ?? 'the whole registry'}`);
  if (start < asked.from || end > asked.to) {
    return unreadable(`${what}: ${asked.from} to ${asked.to} was asked, ${start} to ${end} came`);
  }
  const seen = new Set<string>();
  for (const { day } of downloads) {
    if (!askedDays.has(day) || day < start || day > end) {
      return unreadable(`${what}: ${day.slice(0, 20)} is no day from ${start} to ${end}`);
    }
    if (seen.has(day)) return unreadable(`${what}: ${day} comes twice`);
    seen.add(day);
  }
  const days = downloads.toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return { kind: 'days', span: { from: start, to: end }, days };
}

/** An answer `{"error": "…"}`, which comes with any status, 200 too. */
export function parseRefusal(said: string, name: string | null): ParsedRange {
  if (name !== null && saysNotFound(said)) return { kind: 'missing' };
  const words = said.replace(/[\p{C}\s]+/gu, ' ').slice(0, 200);
  const error = new ConnectorError(
    `npm's downloads service refused ${name ?? 'the registry’s totals'}: ${words}`,
    {
      code: 'bad-request',
    },
  );
  return { kind: 'refused', error };
}

/** "package foo not found", and not what a server says that has no such address at all. */
export function saysNotFound(said: string): boolean {
  return /\bpackage\b.*\bnot found\b/is.test(said);
}

function unreadable(problem: string): ParsedRange {
  const error = new ConnectorError(`npm's downloads service sent counts that cannot be read (${problem}).`, {
    code: 'bad-response',
  });
  return { kind: 'unreadable', error };
}
