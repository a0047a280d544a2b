import type { Suggestions } from '../search-index.ts';
import { cleanQuery } from '../tokenize.ts';
import type { IndexReader } from './index-reader.ts';

/** Finds scopes or users whose names begin so, the most downloaded first. */
export type FindOwners = (table: 'scope' | 'user', beginning: string, limit: number) => readonly string[];

/** Tens of thousands begin with a letter, which takes time to sort; there are few such beginnings. */
const SHORT_BEGINNING = 2;
const MOST_REMEMBERED = 4_000;

/** Looks owners up in an index; those of short beginnings are remembered until something is put into the index. */
export function createFindOwners(reader: Pick<IndexReader, 'namesOf' | 'changes'>): FindOwners {
  const remembered = new Map<string, readonly string[]>();
  let changes = reader.changes();
  return (table, beginning, limit) => {
    const now = reader.changes();
    if (now !== changes) remembered.clear();
    changes = now;
    const key = `${table} ${beginning} ${limit}`;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const names = reader.namesOf(table, beginning, limit).map(({ name }) => name);
    const isKept = beginning.length <= SHORT_BEGINNING && remembered.size < MOST_REMEMBERED;
    if (isKept) remembered.set(key, names);
    return names;
  };
}

/** Scopes and users that may be meant while somebody types, with or without the `@` before them. */
export function suggestOwners(findOwners: FindOwners, text: string, limit: number): Suggestions {
  const beginning = cleanQuery(text).toLowerCase().replace(/^[@~]/, '');
  if (!/^[a-z0-9._-]+$/.test(beginning)) return { scopes: [], users: [] };
  return {
    scopes: findOwners('scope', beginning, limit),
    users: findOwners('user', beginning, limit),
  };
}
