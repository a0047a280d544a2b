import { formatCompact, fromNumber } from '@shipstats/core';
import type { SearchHit } from './search.ts';
import type { SearchMatch } from './search-index.ts';
import type { SearchFilter } from './search-query.ts';
import type { WhyPart } from './why-part.ts';

/** One reason, in words for people. */
export interface WhyLine {
  readonly words: string;
  /** As it counts: `+20.5`, `−6.0`; null for what gives no points. */
  readonly points: string | null;
}

const MATCHES: Readonly<Record<SearchMatch, string>> = {
  exact: 'its name is what you typed',
  joined: 'its name is what you typed, with other signs between the letters',
  prefix: 'its name begins with what you typed',
  words: 'it has every word that you typed',
  corrected: 'its name fits once a slip is mended',
  partial: 'it has some of the words that you typed',
  filter: 'it passes the filters',
  service: 'npm’s search found it',
};

/** What stands where it does without points. */
const WITHOUT_POINTS: Readonly<Partial<Record<SearchMatch, string>>> = {
  prefix: 'its name begins with what you typed: behind those with points, the order is that of downloads',
  filter: 'it passes the filters: without a text, the order is that of downloads',
  words: 'it has every word that you typed: behind those with points, the order is that of downloads',
  exact: 'its name is what you typed; only npm’s search has found it',
  service: 'only npm’s search has found it: it stands behind well-used packages whose names fit',
};

/** What a filter asks about, as in "types not known". */
export const FILTER_NOUNS: Readonly<Record<SearchFilter, string>> = {
  types: 'types',
  module: 'module format',
  license: 'licence',
  deprecated: 'deprecation',
  updatedWithinDays: 'last release',
  minDownloads: 'downloads',
  keyword: 'keywords',
  scope: 'scope',
  maintainer: 'maintainers',
};

/** Says in words and figures how a package came to its place. */
export function toWhyLines({ match, why = [], isUnknown = [] }: SearchHit): readonly WhyLine[] {
  const lines = why.map(
    (part): WhyLine => ({
      words: toWords(part, match),
      points: part.points === 0 ? null : formatPoints(part.points),
    }),
  );
  if (why.length === 0) lines.push({ words: withoutPoints(match, isUnknown.length > 0), points: null });
  for (const filter of isUnknown) {
    const words = `${FILTER_NOUNS[filter]} not known: it stands behind those that surely fit`;
    lines.push({ words, points: null });
  }
  return lines;
}

function withoutPoints(match: SearchMatch | undefined, mayNotFit: boolean): string {
  if (match === 'filter' && mayNotFit) return 'it may pass the filters: nobody knows yet';
  return WITHOUT_POINTS[match ?? 'partial'] ?? MATCHES.words;
}

/** The sum of the points; null where it has none. */
export function sumPoints({ why = [] }: SearchHit): string | null {
  return why.length === 0 ? null : why.reduce((sum, { points }) => sum + points, 0).toFixed(1);
}

function toWords({ kind, figure }: WhyPart, match: SearchMatch | undefined): string {
  const share = `${Math.round((figure ?? 0) * 100)} %`;
  switch (kind) {
    case 'name':
      return MATCHES[match ?? 'partial'];
    case 'downloads':
      return `${formatCompact(fromNumber(figure ?? 0))} downloads in 30 days`;
    case 'covered':
      return `it answers ${share} of what you typed, by how rare the words are`;
    case 'in-name':
      return `what you typed is ${share} of its name`;
    case 'described':
      return `its description and keywords answer ${share} of what you typed`;
    case 'readme':
      return `the beginning of its readme alone has ${share} of what you typed`;
    case 'focus':
      return `${share} of its description is what you typed`;
    case 'edits':
      return figure === 1 ? 'one slip was mended' : `${figure ?? 0} slips were mended`;
    case 'missing':
      return figure === 1 ? 'one word is nowhere in it' : `${figure ?? 0} words are nowhere in it`;
    case 'deprecated':
      return 'its author says to use another';
    case 'slot':
      return 'hardly anybody downloads it: below the well-used package that may be meant it stands second';
    default:
      return kind satisfies never;
  }
}

function formatPoints(points: number): string {
  return `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
}
