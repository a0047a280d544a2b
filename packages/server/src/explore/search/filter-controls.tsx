import {
  OPERATOR_NAMES,
  type OperatorName,
  SEARCH_OPERATORS,
  SEARCH_SORTS,
  type SearchQuery,
  type SearchSort,
} from '@shipstats/registry';
import { Button, FieldRow, SelectField, TextField } from '../../ui/index.ts';
import { searchHref } from './read-search.ts';
import { withoutOperator } from './without-operator.ts';

type Choice = readonly [value: string, label: string];

const CHOICES = {
  types: [
    ['', 'any'],
    ['included', 'included'],
    ['any', 'included or in @types'],
  ],
  module: [
    ['', 'any'],
    ['esm', 'ESM'],
    ['cjs', 'CommonJS'],
  ],
  updated: [
    ['', 'any time'],
    ['<1m', 'a month'],
    ['<6m', 'six months'],
    ['<1y', 'a year'],
    ['<2y', 'two years'],
  ],
  downloads: [
    ['', 'any number'],
    ['>1k', '1,000'],
    ['>10k', '10,000'],
    ['>100k', '100,000'],
    ['>1m', '1 million'],
  ],
  deprecated: [
    ['', 'hidden'],
    ['show', 'shown'],
    ['only', 'only these'],
  ],
} as const satisfies Partial<Record<OperatorName, readonly Choice[]>>;

const SORTS: Readonly<Record<SearchSort, string>> = {
  relevance: 'Relevance',
  downloads: 'Downloads',
  trend: 'Trend',
  released: 'Release date',
};

/**
 * Sort and filters as a plain form, and each filter that is on as a link that takes it off. The text goes along
 * without its operators, which the fields stand for.
 */
export function FilterControls({ query }: { query: SearchQuery }) {
  return (
    <form class="search-filters" action="/search" aria-label="Filters and sort">
      <input type="hidden" name="q" value={query.text} />
      {query.isVerbatim ? <input type="hidden" name="verbatim" value="1" /> : null}
      <details>
        <summary>Filters and sort</summary>
        <FieldRow>
          <SelectField
            id="f-sort"
            name="sort"
            label="Sort by"
            options={SEARCH_SORTS.map((sort) => ({
              value: sort === 'relevance' ? '' : sort,
              label: SORTS[sort],
              isCurrent: sort === query.sort,
            }))}
          />
          <Select name="types" label="Types" query={query} />
          <Select name="module" label="Module format" query={query} />
          <Text name="license" label="Licence" placeholder="mit" query={query} />
          <Select name="updated" label="Released within" query={query} />
          <Select name="downloads" label="Downloads, 30 days, at least" query={query} />
          <Text name="keyword" label="Keyword" placeholder="cli" query={query} />
          <Text name="scope" label="Scope" placeholder="babel" query={query} />
          <Text name="by" label="Maintainer" placeholder="user" query={query} />
          <Select name="deprecated" label="Deprecated" query={query} />
          <Button>Apply</Button>
        </FieldRow>
      </details>
    </form>
  );
}

/** The filters that are on, each a way to take it off. */
export function ActiveFilters({ query }: { query: SearchQuery }) {
  const active = OPERATOR_NAMES.flatMap((name) => {
    const value = writtenValue(name, query);
    return value === '' ? [] : [{ name, value }];
  });
  if (active.length === 0) return null;
  return (
    <ul class="chips" aria-label="Active filters">
      {active.map(({ name, value }) => (
        <li>
          <a class="chip" href={searchHref(withoutOperator(query, name))}>
            {name}: {value} <span aria-hidden="true">×</span>
            <span class="vh">, take off</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Select(props: { name: keyof typeof CHOICES; label: string; query: SearchQuery }) {
  const value = writtenValue(props.name, props.query);
  const choices: readonly Choice[] = CHOICES[props.name];
  // Typed by hand, it may be one that is not among them.
  const all = choices.some(([each]) => each === value) ? choices : [...choices, [value, value] as const];
  return (
    <SelectField
      id={`f-${props.name}`}
      name={props.name}
      label={props.label}
      options={all.map(([each, label]) => ({ value: each, label, isCurrent: each === value }))}
    />
  );
}

function Text(props: { name: OperatorName; label: string; placeholder: string; query: SearchQuery }) {
  return (
    <TextField
      id={`f-${props.name}`}
      name={props.name}
      label={props.label}
      placeholder={props.placeholder}
      value={writtenValue(props.name, props.query)}
    />
  );
}

function writtenValue(name: OperatorName, { filters, sort }: SearchQuery): string {
  return SEARCH_OPERATORS[name].write(filters, sort) ?? '';
}
