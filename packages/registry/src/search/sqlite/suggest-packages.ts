import type { Suggestions } from '../search-index.ts';
import { toSearchQuery } from '../search-query.ts';
import { cleanQuery } from '../tokenize.ts';
import type { Searched } from './find-candidates.ts';
import { searchPackages } from './search-packages.ts';

/** What may be meant while somebody types: packages as a search finds them, scopes and users that begin so. */
export function suggestPackages(searched: Searched, text: string, limit: number, now: Date): Suggestions {
  const typed = cleanQuery(text);
  if (typed === '') return { names: [], scopes: [], users: [] };
  const name = typed.toLowerCase().replace(/^[@~]/, '');
  const isName = /^[a-z0-9._-]+$/.test(name);
  // `@…` without a slash is a user or a scope: that packages of the scope are listed would hide the other scopes.
  const isPackage = !typed.startsWith('@') || typed.includes('/');
  const { hits } = isPackage ? searchPackages(searched, toSearchQuery(typed), { limit }, now) : { hits: [] };
  const begins = (table: 'scope' | 'user') =>
    isName ? searched.reader.namesOf(table, name, limit).map((one) => one.name) : [];
  return {
    names: hits.map((hit) => ({ name: hit.name, downloads: hit.downloads ?? 0 })),
    scopes: begins('scope'),
    users: begins('user'),
  };
}
