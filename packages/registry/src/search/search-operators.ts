import { SEARCH_SORTS, type SearchFilters, type SearchSort } from './search-query.ts';

/** What an operator sets. */
export interface OperatorEffect {
  readonly filters?: SearchFilters;
  readonly sort?: SearchSort;
}

/** `name:value` in the box. */
export interface SearchOperator {
  readonly aliases: readonly string[];
  /** Values that work, for whoever gave another one. */
  readonly values: string;
  /** Null for a value that says nothing. */
  read(value: string): OperatorEffect | null;
  /** The value that stands for a filter or sort; null where it is not set. */
  write(filters: SearchFilters, sort: SearchSort): string | null;
}

const SPAN = /^[<≤]?=?(\d{1,4})(d|w|m|y)$/;
const DAYS = { d: 1, w: 7, m: 30, y: 365 } as const;
const COUNT = /^[>≥]?=?(\d{1,12}(?:\.\d{1,3})?)(k|m|b)?$/;
const THOUSANDS = { k: 1e3, m: 1e6, b: 1e9 } as const;
/** More than all packages have together, and short enough to be written. */
const MOST_DOWNLOADS = 1e12;
/** No licence, keyword or name is longer. */
const MAX_WORD = 214;

/** Every operator, in the order that it is written in. */
export const SEARCH_OPERATORS = {
  types: {
    aliases: [],
    values: '"included" (or "yes"), or "any" for those of @types too',
    read: choose({
      included: { filters: { types: 'included' } },
      yes: { filters: { types: 'included' } },
      any: { filters: { types: 'any' } },
    }),
    write: ({ types }) => types ?? null,
  },
  module: {
    aliases: ['format'],
    values: '"esm" or "cjs"',
    read: choose({ esm: { filters: { module: 'esm' } }, cjs: { filters: { module: 'cjs' } } }),
    write: ({ module }) => module ?? null,
  },
  license: {
    aliases: ['licence'],
    values: 'an SPDX identifier, such as "mit"',
    read: readWord((license) => ({ license })),
    write: ({ license }) => license ?? null,
  },
  updated: {
    aliases: [],
    values: 'a span, such as "<1y", "<6m", "<2w" or "<30d"',
    read(value) {
      const [, count, unit] = SPAN.exec(value.toLowerCase()) ?? [];
      if (count === undefined || Number(count) === 0) return null;
      // The pattern names the units.
      return { filters: { updatedWithinDays: Number(count) * DAYS[unit as keyof typeof DAYS] } };
    },
    write: ({ updatedWithinDays: days }) => (days === undefined ? null : `<${writeDays(days)}`),
  },
  downloads: {
    aliases: [],
    values: 'a number in 30 days, such as ">1k" or ">2.5m"',
    read(value) {
      const [, count, unit] = COUNT.exec(value.toLowerCase()) ?? [];
      if (count === undefined) return null;
      // The pattern names the units.
      const times = unit === undefined ? 1 : THOUSANDS[unit as keyof typeof THOUSANDS];
      return { filters: { minDownloads: Math.min(Math.round(Number(count) * times), MOST_DOWNLOADS) } };
    },
    write: ({ minDownloads: count }) => (count === undefined ? null : `>${writeCount(count)}`),
  },
  keyword: {
    aliases: ['keywords'],
    values: 'a keyword, such as "cli"',
    read: readWord((keyword) => ({ keyword })),
    write: ({ keyword }) => keyword ?? null,
  },
  scope: {
    aliases: [],
    values: 'a scope, such as "babel"',
    // As it is suggested, `@babel/…`, and as it stands in a name.
    read: readWord((scope) => ({ scope }), /^[@\s]+|\/.*$/gs),
    write: ({ scope }) => scope ?? null,
  },
  by: {
    aliases: ['maintainer', 'author'],
    values: 'the name of a user, such as "sindresorhus"',
    read: readWord((maintainer) => ({ maintainer }), /^[@~\s]+/),
    write: ({ maintainer }) => maintainer ?? null,
  },
  deprecated: {
    aliases: [],
    values: '"show" (or "yes"), "only", or "hide"',
    read: choose({
      show: { filters: { deprecated: 'show' } },
      yes: { filters: { deprecated: 'show' } },
      only: { filters: { deprecated: 'only' } },
      hide: {},
      no: {},
    }),
    write: ({ deprecated }) => deprecated ?? null,
  },
  sort: {
    aliases: [],
    values: SEARCH_SORTS.map((sort) => `"${sort}"`).join(', '),
    read(value) {
      const sort = SEARCH_SORTS.find((each) => each === value.toLowerCase());
      return sort === undefined ? null : { sort };
    },
    write: (_, sort) => (sort === 'relevance' ? null : sort),
  },
} as const satisfies Record<string, SearchOperator>;

export type OperatorName = keyof typeof SEARCH_OPERATORS;

// The keys of the table above are its names.
export const OPERATOR_NAMES = Object.keys(SEARCH_OPERATORS) as readonly OperatorName[];

/** The operator of a name or alias, whatever its capitals; undefined where there is none. */
export function findOperator(name: string): OperatorName | undefined {
  const wanted = name.toLowerCase();
  return OPERATOR_NAMES.find((each) => {
    const { aliases }: SearchOperator = SEARCH_OPERATORS[each];
    return each === wanted || aliases.includes(wanted);
  });
}

/** The filter that an operator sets; null for the sort. */
export const FILTER_OF: Readonly<Record<OperatorName, keyof SearchFilters | null>> = {
  types: 'types',
  module: 'module',
  license: 'license',
  updated: 'updatedWithinDays',
  downloads: 'minDownloads',
  keyword: 'keyword',
  scope: 'scope',
  by: 'maintainer',
  deprecated: 'deprecated',
  sort: null,
};

function choose(effects: Readonly<Record<string, OperatorEffect>>) {
  return (value: string): OperatorEffect | null => {
    const wanted = value.toLowerCase();
    return Object.hasOwn(effects, wanted) ? (effects[wanted] ?? null) : null;
  };
}

function readWord(toFilters: (word: string) => SearchFilters, around?: RegExp) {
  return (value: string): OperatorEffect | null => {
    const word = around === undefined ? value : value.replace(around, '').trim();
    return word === '' || word.length > MAX_WORD ? null : { filters: toFilters(word) };
  };
}

function writeDays(days: number): string {
  if (days % DAYS.y === 0) return `${days / DAYS.y}y`;
  if (days % DAYS.m === 0) return `${days / DAYS.m}m`;
  // More digits are not read.
  return days > 9_999 ? `${days / DAYS.w}w` : `${days}d`;
}

function writeCount(count: number): string {
  if (count > 0 && count % 1e6 === 0) return `${count / 1e6}m`;
  return count > 0 && count % 1e3 === 0 ? `${count / 1e3}k` : `${count}`;
}
