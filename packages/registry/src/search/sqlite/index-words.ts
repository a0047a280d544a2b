import type { IndexDocument, IndexFacts } from '../index-document.ts';
import { splitLicense } from '../split-license.ts';
import { stemWord } from '../stem-words.ts';
import { splitWords, squash } from '../tokenize.ts';

/** More of a description says nothing new of what a package is. */
const MOST_WORDS = 80;
const MOST_KEYWORDS = 40;

export type Facet = 'license' | 'types' | 'module' | 'keyword' | 'scope' | 'maintainer' | 'deprecated';

/** A fact as a token that no word can be; searched for like a word. */
export function facet(kind: Facet, value: string): string {
  return `§${kind}·${value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '·')}`;
}

/** Everything by which a package is found, separated by blanks. */
export function indexText({ name, description, facts }: IndexDocument): string {
  const stems = new Set(splitWords(name).map(stemWord));
  for (const word of splitWords(description ?? '').slice(0, MOST_WORDS)) stems.add(stemWord(word));
  for (const keyword of facts?.keywords?.slice(0, MOST_KEYWORDS) ?? []) {
    for (const word of splitWords(keyword)) stems.add(stemWord(word));
  }
  return [...stems, ...facetsOf(name, facts ?? {})].join(' ');
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
  const { license, types, module, keywords = [], maintainers = [], isDeprecated } = facts;
  return [
    ...(scope === null ? [] : [facet('scope', scope)]),
    ...(license === undefined ? [] : licenseFacets(license)),
    ...(types === undefined ? [] : [facet('types', types)]),
    ...(module === undefined
      ? []
      : (module === 'dual' ? ['esm', 'cjs'] : [module]).map((one) => facet('module', one))),
    ...(isDeprecated ? [facet('deprecated', 'yes')] : []),
    ...keywords.slice(0, MOST_KEYWORDS).map((one) => facet('keyword', one)),
    ...maintainers.slice(0, MOST_KEYWORDS).map((one) => facet('maintainer', one)),
  ];
}

/** The whole text, and each licence that it names. */
function licenseFacets(license: string): string[] {
  return [...new Set([license, ...splitLicense(license)].map((one) => facet('license', one)))];
}
