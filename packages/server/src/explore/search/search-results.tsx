import { formatCompact, formatDay, formatExact, fromNumber } from '@shipstats/core';
import { formatSearchQuery, type SearchAnswer, type SearchHit, type SearchQuery } from '@shipstats/registry';
import { Sparkline } from '../../chart/index.ts';
import { Ago } from '../../ui/index.ts';
import type { DownloadLine } from '../downloads.ts';
import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { markMatches } from './mark-matches.ts';
import { searchHref } from './read-search.ts';
import { WhyHere } from './why-here.tsx';

/** What was found, and the one number of each. */
export interface FoundPackages {
  readonly query: SearchQuery;
  readonly answer: SearchAnswer;
  readonly lines: ReadonlyMap<string, DownloadLine>;
  /** A package of exactly this name that the search itself did not find. */
  readonly exact: SearchHit | null;
  readonly offset: number;
  readonly limit: number;
}

/** Results as lines of sight, what was searched, and the way to more. */
export function SearchResults({ found, now }: { found: FoundPackages; now: Date }) {
  const { query, answer, lines, exact } = found;
  if (answer.hits.length === 0) return <NothingFound found={found} now={now} />;
  return (
    <>
      <ExactName hit={exact} />
      <ol class="package-rows results" start={found.offset + 1}>
        {answer.hits.map((hit) => (
          <ResultRow hit={hit} line={lines.get(hit.name)} query={query.text} now={now} />
        ))}
      </ol>
      <div class="list-foot">
        <Searched answer={answer} now={now} />
        <Paging found={found} />
      </div>
    </>
  );
}

interface ResultRowProps {
  readonly hit: SearchHit;
  readonly line: DownloadLine | undefined;
  readonly query: string;
  readonly now: Date;
}

function ResultRow({ hit, line, query, now }: ResultRowProps) {
  const count = line ?? hit.downloads;
  return (
    <li class={hit.match === 'exact' ? 'exact' : undefined}>
      <div class="package-what">
        <a class="package-name" href={packageHref(hit.name)}>
          {markMatches(hit.name, query).map(({ text, isMatch }) => (isMatch ? <mark>{text}</mark> : text))}
        </a>{' '}
        {hit.version === null ? null : <span class="soft version">{hit.version}</span>}{' '}
        {hit.match === 'exact' ? <span class="tag">exact match</span> : null}{' '}
        {hit.isDeprecated ? <span class="tag bad">deprecated</span> : null}{' '}
        {hit.isUnknown !== undefined && hit.isUnknown.length > 0 ? (
          <span class="tag">may not fit</span>
        ) : null}
        {hit.description === null ? null : <p class="soft what">{plainText(hit.description)}</p>}
      </div>
      <span class="soft when">
        {hit.publishedAt === null ? null : <Ago at={hit.publishedAt} now={now} />}
      </span>
      <span class="shape">
        {line !== undefined && line.weeks.length > 1 ? (
          <Sparkline
            points={line.weeks.map((week) => (week === null ? null : fromNumber(week)))}
            height={28}
          />
        ) : null}
      </span>
      <Downloads count={count} now={now} />
      <WhyHere hit={hit} />
    </li>
  );
}

/** The one number, and in small what it is of: the last of its 30 days, or the list that it was taken from. */
export function Downloads({ count, now }: { count: DownloadLine | SearchHit['downloads']; now: Date }) {
  if (count === null) {
    return (
      <span class="package-number">
        <span class="soft">unknown</span>
        <small class="soft">30 days</small>
      </span>
    );
  }
  const value = fromNumber(count.downloads);
  const day = formatDay(count.through, { year: count.through.slice(0, 4) !== `${now.getUTCFullYear()}` });
  return (
    <span class="package-number">
      <data value={`${count.downloads}`} title={formatExact(value, { kind: 'count', noun: 'downloads' })}>
        {formatCompact(value)}
      </data>
      <small class="soft">
        {{ store: '30 d to', index: 'list of', search: 'npm search to' }[count.from]} {day}
      </small>
    </span>
  );
}

/** Beside the order of the results: who has typed a whole name may want just that, however small it is. */
function ExactName({ hit }: { hit: SearchHit | null }) {
  if (hit === null) return null;
  return (
    <p class="exact-name">
      Exactly this name:{' '}
      <a class="package-name" href={packageHref(hit.name)}>
        {hit.name}
      </a>{' '}
      <span class="soft">{hit.version}</span>
    </p>
  );
}

/** The stamp under the results: what was searched, and what did not answer. */
function Searched({ answer: { index, service }, now }: { answer: SearchAnswer; now: Date }) {
  const isMissing = service !== null && service.status !== 'answering';
  const built = formatDay(index.builtOn, { year: index.builtOn.slice(0, 4) !== `${now.getUTCFullYear()}` });
  return (
    <p class="stamp">
      <span>
        Searched: local index of {index.packages.toLocaleString('en')} packages, built {built}
        {service === null
          ? null
          : isMissing
            ? '; npm’s search did not answer, newer and smaller packages may be missing'
            : '; npm’s search'}
        .
      </span>
    </p>
  );
}

function Paging({ found: { query, answer, offset, limit } }: { found: FoundPackages }) {
  if (offset === 0 && !answer.hasMore) return null;
  return (
    <nav class="links" aria-label="Pages of results">
      {offset > 0 ? (
        <a rel="prev" href={searchHref(query, Math.max(0, offset - limit))}>
          Before
        </a>
      ) : null}
      {answer.hasMore ? (
        <a rel="next" href={searchHref(query, offset + limit)}>
          More results
        </a>
      ) : null}
    </nav>
  );
}

function NothingFound({ found, now }: { found: FoundPackages; now: Date }) {
  if (found.offset > 0) {
    return (
      <div class="empty nothing-found">
        <h2>That was all</h2>
        <Paging found={found} />
      </div>
    );
  }
  return (
    <div class="empty nothing-found">
      <h2>
        Nothing found for <q>{plainText(formatSearchQuery(found.query), 60)}</q>
      </h2>
      <ExactName hit={found.exact} />
      {Object.keys(found.query.filters).length === 0 ? null : (
        <p>
          <a href={searchHref({ ...found.query, filters: {} })}>Search without filters</a>
        </p>
      )}
      <p>
        {found.answer.index.isStarter
          ? 'The local index holds the most downloaded packages.'
          : 'The local index holds the packages of the list that it was built from.'}{' '}
        If you know the name, go there: <code>pkg:name</code> asks the registry itself.
      </p>
      <Searched answer={found.answer} now={now} />
    </div>
  );
}
