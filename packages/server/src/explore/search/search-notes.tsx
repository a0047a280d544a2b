import { FILTER_NOUNS, type QueryProblem, type SearchAnswer, type SearchQuery } from '@shipstats/registry';
import { Notice } from '../../ui/index.ts';
import { plainText } from '../plain-text.ts';
import { searchHref } from './read-search.ts';
import type { FoundPackages } from './search-results.tsx';

/** Operators that could not be followed, each with what works. */
export function QueryProblems({ problems }: { problems: readonly QueryProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Notice kind="warn" title="A part of this search cannot be read">
      <ul class="problems">
        {problems.map(({ part, message, suggestion }) => (
          <li>
            <code>{plainText(part, 60)}</code>: {plainText(message, 400)}
            {suggestion === null ? null : (
              <>
                {' '}
                <a href={`/search?${new URLSearchParams({ q: suggestion })}`}>
                  Search “{plainText(suggestion, 80)}”
                </a>
              </>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** What was done that nobody asked for: a corrected spelling, hidden packages; and what is not known of some. */
export function SearchNotes({ found: { query, answer, lines } }: { found: FoundPackages }) {
  const notes = [
    correction(query, answer),
    hidden(query, answer.hiddenDeprecated),
    ...unknownFilters(query, answer),
    query.sort === 'trend' ? unknownTrends(answer, lines) : null,
  ].filter((note) => note !== null);
  if (notes.length === 0) return null;
  return (
    <div class="search-notes">
      {notes.map((note) => (
        <p>{note}</p>
      ))}
    </div>
  );
}

function correction(query: SearchQuery, { corrected }: SearchAnswer) {
  if (corrected !== null) {
    const to = { ...query, text: corrected.to, isVerbatim: false };
    return (
      <>
        Did you mean{' '}
        <a href={searchHref(to)}>
          <b>{plainText(corrected.to, 60)}</b>
        </a>
        ? That is shown here.{' '}
        <a href={searchHref({ ...query, isVerbatim: true })}>
          Search only for “{plainText(corrected.from, 60)}”
        </a>
      </>
    );
  }
  if (!query.isVerbatim) return null;
  return (
    <>
      Spelling is taken as it is. <a href={searchHref({ ...query, isVerbatim: false })}>Correct it</a>
    </>
  );
}

function hidden(query: SearchQuery, count: number) {
  if (count === 0) return null;
  return (
    <>
      {count === 1 ? '1 deprecated package is' : `${count} deprecated packages are`} hidden.{' '}
      <a href={searchHref({ ...query, filters: { ...query.filters, deprecated: 'show' } })}>Show</a>
    </>
  );
}

/** Of the packages on this page. */
function unknownFilters(query: SearchQuery, { hits }: SearchAnswer) {
  // The keys of an object that is typed by them.
  const filters = Object.keys(query.filters) as (keyof typeof query.filters)[];
  return filters.flatMap((filter) => {
    const count = hits.filter(({ isUnknown = [] }) => isUnknown.includes(filter)).length;
    if (count === 0) return [];
    const noun = FILTER_NOUNS[filter];
    const title = `${noun.charAt(0).toUpperCase()}${noun.slice(1)}`;
    const behind = count < hits.length ? ': they stand behind those that surely fit' : '';
    return [`${title} not known for ${count} of ${hits.length}${behind}.`];
  });
}

/** Of the packages on this page. */
function unknownTrends({ hits }: SearchAnswer, lines: FoundPackages['lines']) {
  const count = hits.filter(({ name }) => (lines.get(name)?.trend ?? null) === null).length;
  if (count === 0) return null;
  return `Trend not known for ${count} of ${hits.length}: daily counts tell it, which were not read here yet. They stand last.`;
}
