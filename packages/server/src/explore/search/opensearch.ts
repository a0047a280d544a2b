import { parseSearchQuery } from '@shipstats/registry';
import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { AppContext } from '../../app-context.ts';
import { publicOrigin } from '../../public-url.ts';
import { packageHref } from '../package-path.ts';
import { MAX_QUERY } from './read-search.ts';

const MAX_SUGGESTIONS = 8;

/**
 * Adds what lets browsers search here from their own box: the OpenSearch description
 * (https://github.com/dewitt/opensearch) and its suggestions.
 */
export function mountOpenSearch(app: Hono, { explore }: AppContext): void {
  app.get('/opensearch.xml', async (http) => {
    const origin = publicOrigin(http);
    const xml = html`<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Shipstats</ShortName>
  <Description>npm packages and the numbers behind them</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image width="16" height="16" type="image/svg+xml">${origin}/favicon.svg</Image>
  <Url type="text/html" template="${origin}/search?q={searchTerms}"/>
  <Url type="application/x-suggestions+json" template="${origin}/opensearch/suggest?q={searchTerms}"/>
</OpenSearchDescription>
`;
    return http.body(`${await xml}`, 200, {
      'Content-Type': 'application/opensearchdescription+xml; charset=utf-8',
      // Its addresses are those of whoever asks.
      Vary: 'Host, X-Forwarded-Proto',
    });
  });
  app.get('/opensearch/suggest', async (http) => {
    const typed = (http.req.query('q') ?? '').toWellFormed().slice(0, MAX_QUERY);
    const { query } = parseSearchQuery(typed);
    const { hits } = await explore.search(query, { limit: MAX_SUGGESTIONS });
    const origin = publicOrigin(http);
    // Four lists of one length: what was typed, completions, descriptions, addresses.
    const answer = [
      typed,
      hits.map(({ name }) => name),
      hits.map(({ description }) => description ?? ''),
      hits.map(({ name }) => origin + packageHref(name)),
    ];
    return http.body(JSON.stringify(answer), 200, {
      'Content-Type': 'application/x-suggestions+json; charset=utf-8',
    });
  });
}
