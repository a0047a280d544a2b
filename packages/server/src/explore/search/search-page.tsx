import { HttpError } from '@shipstats/core';
import type { Context, Hono } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { readBox } from '../box/read-box.ts';
import { plainText } from '../plain-text.ts';
import { ServiceNotices } from '../service-notices.tsx';
import { ActiveFilters, FilterControls } from './filter-controls.tsx';
import { findPackages, readOffset } from './find-packages.ts';
import { mountOpenSearch } from './opensearch.ts';
import { renderRanking } from './ranking-page.tsx';
import { readSearch, searchHref } from './read-search.ts';
import { QueryProblems, SearchNotes } from './search-notes.tsx';
import { SearchResults } from './search-results.tsx';
import { renderSuggestions } from './suggestions.tsx';

/** Adds `/search`, what it suggests while one types, its ranking told, and what makes it a search of browsers. */
export function mountSearch(app: Hono, context: AppContext): void {
  app.get('/search', (http) => renderSearch(http, context));
  app.get('/search/suggest', (http) => renderSuggestions(http, context));
  app.get('/search/ranking', (http) => renderRanking(http, context));
  mountOpenSearch(app, context);
}

async function renderSearch(http: Context, context: AppContext): Promise<Response> {
  const { typed, boxText, query, problems, hasShorterAddress } = readSearch(http);
  const box = readBox(typed);
  if (box.kind === 'go') return http.redirect(box.href, 303);
  if (box.kind === 'invalid') throw new HttpError(400, box.reason);
  // One address for one search; with a problem it is shown as it was asked, since the problem would be lost.
  if (hasShorterAddress && problems.length === 0) return http.redirect(searchHref(query), 303);
  const offset = readOffset(http.req.query('from'));
  const found = await findPackages(query, offset, context);
  const about = plainText(query.text === '' ? typed : query.text, 60);
  return renderPage(
    http,
    context,
    {
      title: `${about}: npm packages`,
      description: `npm packages found for “${about}”, with their downloads.`,
      section: 'explore',
      search: boxText,
    },
    <>
      <h1 class="search-title">
        Packages for <q>{about}</q>
      </h1>
      <ServiceNotices services={['search']} context={context} />
      <QueryProblems problems={problems} />
      <ActiveFilters query={query} />
      <FilterControls query={query} />
      <SearchNotes found={found} />
      <div id="results">
        <SearchResults found={found} now={context.clock()} />
      </div>
    </>,
  );
}
