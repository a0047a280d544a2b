import type { IndexDocument, IndexFacts } from '../index-document.ts';
import { splitLicense } from '../split-license.ts';
import { stemWord } from '../stem-words.ts';
import { joinCompounds, splitWords, squash } from '../tokenize.ts';

/** More of a description says nothing new of what a package is. */
const MOST_WORDS = 80;
const MOST_KEYWORDS = 40;

/** Facts that may be not known of a package. */
export type UncertainFacet =
  | 'license'
  | 'types'
  | 'module'
  | 'keyword'
  | 'maintainer'
  | 'deprecated'
  | 'released';
export type Facet = UncertainFacet | 'scope' | 'unknown';

/** A fact as a token that no word can be; searched for like a word. */
export function facet(kind: Facet, value: string): string {
  return `§${kind}·${value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '·')}`;
}

/** Of packages of which no such fact is known, as of nearly all: one for all of them, since each takes megabytes. */
export const NOTHING_KNOWN = facet('unknown', 'all');

/** Of packages of which others are known, but not this one. */
export function unknownFacet(kind: UncertainFacet): string {
  return facet('unknown', kind);
}

/** Everything by which a package is found, separated by blanks. */
export function indexText({ name, description, facts }: IndexDocument): string {
  const stems = new Set(splitWords(name).map(stemWord));
  for (const word of splitWords(description ?? '').slice(0, MOST_WORDS)) stems.add(stemWord(word));
  for (const word of joinCompounds(description ?? '')) stems.add(stemWord(word));
  for (const keyword of facts?.keywords?.slice(0, MOST_KEYWORDS) ?? []) {
    for (const word of [...splitWords(keyword), ...joinCompounds(keyword)]) stems.add(stemWord(word));
  }
  return [...stems, ...facetsOf(name, facts ?? {})].join(' ');
}

/** The same (`indexText`) with what its readme begins with; empty where nothing is known of one. */
export function readmeText(text: string, { readmeStems = '' }: Pick<IndexFacts, 'readmeStems'>): string {
  return readmeStems === '' ? '' : `${text} ${readmeStems}`;
}

/** A name without its signs, whole and, where it has a scope, without that. */
export function squashedText(name: string): string {
  const whole = squash(name);
  const bare = name.startsWith('@') ? squash(name.slice(name.indexOf('/') + 1)) : whole;
  return bare === whole ? whole : `${whole} ${bare}`;
}

/** The scope of a name without `@`; null where it has none. */
export function scopeOf(name: string): string | null {
  return name.startsWith('@') ? name.slice(1, name.indexOf('/')) : null;
}

function facetsOf(name: string, facts: IndexFacts): string[] {
  const scope = scopeOf(name);
  const { license, types, module, keywords, maintainers, isDeprecated, publishedAt } = facts;
  return [
    ...(scope === null ? [] : [facet('scope', scope)]),
    ...(license === undefined ? [] : licenseFacets(license)),
    ...(types === undefined ? [] : [facet('types', types)]),
    ...(module === undefined
      ? []
      : (module === 'dual' ? ['esm', 'cjs'] : [module]).map((one) => facet('module', one))),
    ...(isDeprecated ? [facet('deprecated', 'yes')] : []),
    ...(keywords ?? []).map((one) => facet('keyword', one)),
    ...(maintainers ?? []).map((one) => facet('maintainer', one)),
    ...(publishedAt === undefined ? [] : releasedFacets(publishedAt)),
    ...unknown({
      license,
      types,
      module,
      keyword: keywords,
      maintainer: maintainers,
      deprecated: isDeprecated,
      released: publishedAt,
    }),
  ];
}

/** Its year, month and day, in UTC: `2026`, `2026-11` and `2026-11-22`. */
function releasedFacets(publishedAt: string): string[] {
  return [4, 7, 10].map((length) => facet('released', publishedAt.slice(0, length)));
}

/** The whole text, and each licence that it names. */
function licenseFacets(license: string): string[] {
  return [...new Set([license, ...splitLicense(license)].map((one) => facet('license', one)))];
}

function unknown(known: Readonly<Record<UncertainFacet, unknown>>): string[] {
  const kinds = (Object.keys(known) as UncertainFacet[]).filter((kind) => known[kind] === undefined); // as it is typed
  return kinds.length === Object.keys(known).length ? [NOTHING_KNOWN] : kinds.map(unknownFacet);
}
