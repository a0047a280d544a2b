import type { PackageSpec } from '../world/package-spec.ts';

/** A search text, taken apart. */
export interface SearchText {
  readonly words: readonly string[];
  readonly maintainers: readonly string[];
  readonly scopes: readonly string[];
  /** One of each group must be there. */
  readonly keywords: readonly (readonly string[])[];
  readonly withoutKeywords: readonly string[];
}

/**
 * Reads words and qualifiers: `maintainer:`, `author:`, `scope:`, `keywords:a,b+c,-d` (`,` is or, `+` is and, `,-` is
 * not). `not:`, `is:` and `boost-exact:` are read and do nothing.
 */
export function parseText(text: string): SearchText {
  const words: string[] = [];
  const maintainers: string[] = [];
  const scopes: string[] = [];
  const keywords: string[][] = [];
  const withoutKeywords: string[] = [];
  for (const part of text.toLowerCase().split(/\s+/)) {
    const [, qualifier, value = ''] =
      /^(maintainer|author|scope|keywords|not|is|boost-exact):(.*)$/.exec(part) ?? [];
    if (part === '') continue;
    else if (qualifier === undefined) words.push(part);
    else if (qualifier === 'maintainer' || qualifier === 'author') maintainers.push(value);
    else if (qualifier === 'scope') scopes.push(value.replace(/^@/, ''));
    else if (qualifier === 'keywords') {
      for (const group of value.split('+')) {
        const all = group.split(',').filter((each) => each !== '');
        withoutKeywords.push(...all.filter((each) => each.startsWith('-')).map((each) => each.slice(1)));
        const any = all.filter((each) => !each.startsWith('-'));
        if (any.length > 0) keywords.push(any);
      }
    }
  }
  return { words, maintainers, scopes, keywords, withoutKeywords };
}

/** How well a package fits: 0 where it does not. */
export function matchText(wanted: SearchText, spec: PackageSpec): number {
  const has = (keyword: string) => spec.keywords.includes(keyword);
  if (!wanted.maintainers.every((name) => spec.maintainers.includes(name))) return 0;
  if (!wanted.scopes.every((scope) => spec.name.startsWith(`@${scope}/`))) return 0;
  if (!wanted.keywords.every((group) => group.some(has))) return 0;
  if (wanted.withoutKeywords.some(has)) return 0;
  let score = 1;
  const name = spec.name.toLowerCase();
  const description = (spec.description ?? '').toLowerCase();
  for (const word of wanted.words) {
    if (name === word) score += 100;
    else if (name.startsWith(word)) score += 12;
    else if (name.includes(word)) score += 8;
    else if (has(word)) score += 5;
    else if (description.includes(word)) score += 2;
    else return 0;
  }
  return score;
}
