import { type DaySpan, listDays } from './day-count.ts';
import { type ParsedRange, parseRange, parseRefusal } from './parse-range.ts';

/** What one answer says of each package that was asked for; `unanswered` are those that it does not mention. */
export type ParsedBulk =
  | {
      readonly kind: 'packages';
      readonly ranges: ReadonlyMap<string, ParsedRange>;
      readonly unanswered: readonly string[];
    }
  | { readonly kind: 'refused'; readonly refusal: Extract<ParsedRange, { kind: 'refused' }> };

/**
 * Reads the answer for several names, a map from name to range or null; for one name the service leaves the map out
 * (https://github.com/npm/registry/issues/104).
 */
export function parseBulk(json: unknown, names: readonly string[], asked: DaySpan): ParsedBulk {
  const [only] = names;
  if (only !== undefined && names.length === 1 && !isMapOf(json, only)) {
    return { kind: 'packages', ranges: new Map([[only, parseRange(json, only, asked)]]), unanswered: [] };
  }
  const refused = (said: string): ParsedBulk => {
    const refusal = parseRefusal(said, null);
    if (refusal.kind !== 'refused') throw new Error('a refusal without a name is a refusal');
    return { kind: 'refused', refusal };
  };
  if (typeof json !== 'object' || json === null) return refused('it sent no map of packages');
  // A package may be called "error"; then there is an object behind the key.
  if ('error' in json && typeof json.error === 'string') return refused(json.error);
  const entries = new Map<string, unknown>(Object.entries(json));
  const days = listDays(asked);
  const ranges = new Map<string, ParsedRange>();
  const unanswered: string[] = [];
  for (const name of names) {
    const entry = entries.get(name);
    if (entry === undefined) unanswered.push(name);
    else ranges.set(name, entry === null ? { kind: 'missing' } : parseRange(entry, name, asked, days));
  }
  return ranges.size === 0
    ? refused('none of the packages is in the answer')
    : { kind: 'packages', ranges, unanswered };
}

function isMapOf(json: unknown, name: string): boolean {
  return (
    typeof json === 'object' &&
    json !== null &&
    !('downloads' in json && 'start' in json) &&
    Object.hasOwn(json, name)
  );
}
