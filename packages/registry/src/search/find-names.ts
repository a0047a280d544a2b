import type { NameTable } from './name-table.ts';
import type { Candidate } from './rank-candidates.ts';

/** What a way of finding gives: a candidate without what the list says of it. */
export type Found = Omit<Candidate, 'name' | 'downloads'> & { readonly place: number };

/**
 * Names that are what was typed or begin with it, signs and scope aside; most popular first, at most `limit` and those
 * that are nothing but what was typed.
 */
export function findByBeginning(
  table: NameTable,
  typed: string,
  squashedText: string,
  limit: number,
): Found[] {
  const found: Found[] = [];
  if (squashedText === '') return found;
  const exact = typed.toLowerCase();
  const hasSigns = exact !== squashedText;
  let rest = limit;
  for (let place = 0; place < table.names.length; place++) {
    const squashed = table.squashed[place] as string; // place is within the table
    const scopeLength = table.scopeLength[place] as number; // place is within the table
    const isWhole = squashed.startsWith(squashedText);
    if (!isWhole && (scopeLength === 0 || !squashed.startsWith(squashedText, scopeLength))) continue;
    const share = squashedText.length / (isWhole ? squashed.length : squashed.length - scopeLength);
    const isJoined = isWhole && share === 1;
    if (!isJoined && rest-- <= 0) continue;
    const name = (table.names[place] as string).toLowerCase(); // place is within the table
    found.push({
      place,
      match: isJoined ? (name === exact ? 'exact' : 'joined') : 'prefix',
      // A scoped name has less of what was typed: `@types/express` stands behind `express`.
      share: isWhole ? share : share / 2,
      answered: 1,
      hasSigns: hasSigns && name.startsWith(exact),
      edits: 0,
    });
  }
  return found;
}

/** Names that begin with a scope and perhaps more, as it is written: `@babel`, `@babel/co`. */
export function findByScope(table: NameTable, typed: string, limit: number): Found[] {
  const found: Found[] = [];
  const exact = typed.toLowerCase();
  for (let place = 0; place < table.names.length && found.length < limit; place++) {
    if (table.scopeLength[place] === 0) continue;
    const name = (table.names[place] as string).toLowerCase(); // place is within the table
    if (!name.startsWith(exact)) continue;
    found.push({
      place,
      match: name === exact ? 'exact' : 'prefix',
      share: exact.length / name.length,
      answered: 1,
      hasSigns: true,
      edits: 0,
    });
  }
  return found;
}
