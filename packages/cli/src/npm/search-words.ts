import {
  FILTER_NOUNS,
  OPERATOR_NAMES,
  type OperatorName,
  type ParsedSearch,
  parseSearchQuery,
  type SearchAnswer,
  type SearchFilter,
} from '@shipstats/registry';
import { UsageError } from '../usage-error.ts';

/**
 * Reads the text and the options of a search, which win over operators of the text.
 *
 * @throws UsageError where an option cannot be read, or nothing is searched for
 */
export function readQuery(
  words: readonly string[],
  options: Partial<Record<OperatorName, string>> & { readonly verbatim?: boolean },
): ParsedSearch {
  const operators = Object.fromEntries(OPERATOR_NAMES.map((name) => [name, options[name]]));
  for (const name of OPERATOR_NAMES) {
    if (options[name]?.trim() === '') throw new UsageError(`--${name}: it has no value.`);
  }
  const [wrong] = parseSearchQuery('', { operators }).problems;
  if (wrong !== undefined) throw new UsageError(`--${wrong.part.replace(':', ' ')}: ${wrong.message}`);
  const parsed = parseSearchQuery(words.join(' '), { operators, isVerbatim: options.verbatim ?? false });
  const { text, filters, sort } = parsed.query;
  const isNothing = text === '' && Object.keys(filters).length === 0 && sort === 'relevance';
  if (isNothing && parsed.problems.length === 0) {
    throw new UsageError('What is searched for? Give a text, or a filter such as --scope babel.');
  }
  return parsed;
}

/** What was done that nobody asked for: a corrected spelling, hidden packages, filters without an answer. */
export function toNotes({ corrected, hiddenDeprecated: hidden, hits }: SearchAnswer): readonly string[] {
  const filters = [...new Set(hits.flatMap(({ isUnknown = [] }) => isUnknown))];
  const countUnknown = (filter: SearchFilter) =>
    hits.filter(({ isUnknown = [] }) => isUnknown.includes(filter)).length;
  return [
    ...(corrected === null
      ? []
      : [`Did you mean "${corrected.to}"? That is shown; --verbatim searches for "${corrected.from}" only.`]),
    ...(hidden === 0
      ? []
      : [`${hidden} deprecated ${hidden === 1 ? 'package is' : 'packages are'} hidden: --deprecated show.`]),
    ...filters.map(
      (filter) => `${FILTER_NOUNS[filter]} not known for ${countUnknown(filter)} of ${hits.length}.`,
    ),
  ];
}
