import { HttpError } from '@shipstats/core';
import type { Context, Hono } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { readBox } from '../box/read-box.ts';
import { plainText } from '../plain-text.ts';
import { ServiceNotices } from '../service-notices.tsx';
import { findPackages, readOffset } from './find-packages.ts';
import { SearchResults } from './search-results.tsx';

/** Longer texts are no search. */
const MAX_QUERY = 200;
/** So many results are shown while one types. */
const TYPING_LIMIT = 8;

/** Adds `/search` and `/search/results`, the part of it that changes while one types. */
export function mountSearch(app: Hono, context: AppContext): void {
  app.get('/search', (http) => renderSearch(http, context));
  app.get('/search/results', async (http) => {
    const query = readQuery(http);
    if (query === '') return http.html('');
    const found = await findPackages(query, { isTyping: true, limit: TYPING_LIMIT }, context);
    return http.html(<SearchResults found={found} now={context.clock()} />);
  });
}

async function renderSearch(http: Context, context: AppContext): Promise<Response> {
  const query = readQuery(http);
  const box = readBox(query);
  if (box.kind === 'go') return http.redirect(box.href, 303);
  if (box.kind === 'invalid') throw new HttpError(400, box.reason);
  const offset = readOffset(http.req.query('from'));
  const found = await findPackages(query, { isTyping: false, offset }, context);
  return renderPage(
    http,
    context,
    {
      title: `${plainText(query, 60)}: npm packages`,
      description: `npm packages found for “${plainText(query, 60)}”, with their downloads.`,
      section: 'explore',
      search: query,
    },
    <>
      <h1 class="search-title">
        Packages for <q>{plainText(query, 60)}</q>
      </h1>
      <ServiceNotices services={['search']} context={context} />
      <div id="results">
        <SearchResults found={found} now={context.clock()} />
      </div>
    </>,
  );
}

function readQuery(http: Context): string {
  return (http.req.query('q') ?? '').toWellFormed().trim().slice(0, MAX_QUERY);
}
