import { closest } from '@shipstats/core';
import {
  findOperator,
  OPERATOR_NAMES,
  type OperatorName,
  SEARCH_OPERATORS,
  type SearchOperator,
} from './search-operators.ts';
import type { SearchFilters, SearchQuery, SearchSort } from './search-query.ts';
import { cleanQuery } from './tokenize.ts';

/** An operator that could not be followed: what it stands in is searched without it. */
export interface QueryProblem {
  readonly kind: 'unknown-operator' | 'no-value' | 'bad-value' | 'twice';
  /** As it was typed: `lisence:mit`. */
  readonly part: string;
  /** A sentence or two for people: what is wrong, and what works. */
  readonly message: string;
  /** The whole search as it may have been meant. */
  readonly suggestion: string | null;
}

export interface ParsedSearch {
  readonly query: SearchQuery;
  readonly problems: readonly QueryProblem[];
}

export interface ParseSearchOptions {
  /** Operators that were given beside the text, as controls, parameters and flags are: they win over the text's. */
  readonly operators?: Readonly<Partial<Record<OperatorName, string | undefined>>>;
  readonly isVerbatim?: boolean;
}

/** A word, or an operator whose value is a word or stands in quotes; a quote in those is doubled. */
const PART = /[a-z]+:"(?:[^"]|"")*"(?=\s|$)|\S+/gi;
/** No address (`http://`), no `std::vector`, no `c:\`. */
const OPERATOR = /^([a-z]+):(?![/:\\])(?:"((?:[^"]|"")*)"|(.*))$/i;
/** A value that would end early, end a quote before it, or make its operator a text. */
const NEEDS_QUOTES = /[\s"]|^[/:\\]/;

/**
 * Reads the operators out of a search: `csv types:yes license:mit updated:<1y sort:downloads`. What is no operator is
 * text, also where a colon is in it; what is near one is a slip, said and left out.
 *
 * @example
 * parseSearchQuery('csv types:yes').query; // { text: 'csv', filters: { types: 'included' }, … }
 */
export function parseSearchQuery(text: string, options: ParseSearchOptions = {}): ParsedSearch {
  const typed = cleanQuery(text);
  const words: string[] = [];
  const problems: QueryProblem[] = [];
  const seen = new Set<OperatorName>();
  let filters: SearchFilters = {};
  let sort: SearchSort = 'relevance';
  const follow = (name: OperatorName, value: string, part: string) => {
    const { read, values }: SearchOperator = SEARCH_OPERATORS[name];
    const effect = value === '' ? null : read(value);
    if (effect === null) {
      const kind = value === '' ? 'no-value' : 'bad-value';
      const what = value === '' ? 'has no value' : `cannot be ${JSON.stringify(value)}`;
      problems.push({ kind, part, message: `"${name}:" ${what}. It takes ${values}.`, suggestion: null });
      return;
    }
    if (seen.has(name)) {
      const message = `"${name}:" stands there twice. The last one counts.`;
      problems.push({ kind: 'twice', part, message, suggestion: null });
    }
    seen.add(name);
    if (name === 'deprecated') filters = without(filters, 'deprecated');
    filters = { ...filters, ...effect.filters };
    sort = effect.sort ?? sort;
  };
  for (const { 0: part, index } of typed.matchAll(PART)) {
    const [, word, quoted, plain] = OPERATOR.exec(part) ?? [];
    const name = word === undefined ? undefined : findOperator(word);
    if (name !== undefined) {
      follow(name, (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(), part);
      continue;
    }
    const near = word === undefined ? undefined : findNear(word);
    if (word === undefined || near === undefined) words.push(part);
    if (word !== undefined) problems.push(toUnknown({ word, part, index, near, typed }));
  }
  const given: [OperatorName, string][] = OPERATOR_NAMES.flatMap((name) => {
    const value = options.operators?.[name]?.trim() ?? '';
    return value === '' ? [] : [[name, cleanQuery(value)]];
  });
  for (const [name, value] of given) {
    seen.delete(name);
    follow(name, value, `${name}:${value}`);
  }
  return {
    query: { text: words.join(' '), filters, sort, isVerbatim: options.isVerbatim ?? false },
    problems,
  };
}

/** A search as it is typed: what `parseSearchQuery` reads as the same. */
export function formatSearchQuery({ text, filters, sort }: Omit<SearchQuery, 'isVerbatim'>): string {
  const operators = OPERATOR_NAMES.flatMap((name) => {
    const value = SEARCH_OPERATORS[name].write(filters, sort);
    if (value === null) return [];
    return [`${name}:${NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value}`];
  });
  return [text, ...operators].filter((part) => part !== '').join(' ');
}

interface UnknownOperator {
  readonly word: string;
  readonly part: string;
  /** Where the part stands in what was typed: it may stand there more than once. */
  readonly index: number;
  readonly near: OperatorName | undefined;
  readonly typed: string;
}

function toUnknown({ word, part, index, near, typed }: UnknownOperator): QueryProblem {
  const known = OPERATOR_NAMES.map((name) => `${name}:`).join(' ');
  return {
    kind: 'unknown-operator',
    part,
    message:
      near === undefined
        ? `There is no operator "${word}:", so it is searched as text. There are ${known}`
        : `There is no operator "${word}:", so it is left out. Did you mean "${near}:"?`,
    suggestion: near === undefined ? null : typed.slice(0, index) + near + typed.slice(index + word.length),
  };
}

function findNear(word: string): OperatorName | undefined {
  const near = closest(word, OPERATOR_NAMES);
  return near === undefined ? undefined : findOperator(near);
}

function without(filters: SearchFilters, key: keyof SearchFilters): SearchFilters {
  const { [key]: _, ...rest } = filters;
  return rest;
}
