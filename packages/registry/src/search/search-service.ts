import { ConnectorError } from '@shipstats/core';
import type { ServiceState } from '../service/service.ts';
import type { ServiceClient } from '../service/service-client.ts';
import { createKeptAnswers, createMemoryAnswers } from './kept-answers.ts';
import { parseSearchAnswer, type ServicePage } from './parse-search-answer.ts';

/** What npm's search service said, and when. */
export interface DatedPage extends ServicePage {
  /** ISO 8601. */
  readonly asOf: string;
}

/** The part of an answer that is asked for. */
export interface PageRange {
  /** 1 to 250. */
  readonly size: number;
  /** 0 to 9,750: https://github.com/twentyhq/twenty/issues/24827 tells that 10,000 is the end. */
  readonly from: number;
}

/** npm's search service. */
export interface SearchService {
  /**
   * Asks for packages by text: words, or qualifiers such as `maintainer:name`. An answer serves for ten minutes.
   *
   * @throws ConnectorError where it does not answer, or is left alone for a while
   */
  ask(text: string, range: PageRange): Promise<DatedPage>;
  state(): ServiceState;
}

export interface SearchServiceOptions {
  readonly client: ServiceClient;
  /** Of the user's npm configuration. */
  readonly registryUrl: string;
  readonly clock: () => Date;
}

/** The most that the service gives at once. */
export const MAX_PAGE_SIZE = 250;
const MAX_FROM = 9_750;
const MAX_AGE_MS = 600_000;
/** A page of 250 has some hundred kilobytes. */
const MAX_BYTES = 8_000_000;
/** Longer than a search waits for it: what comes late is kept for the next look. */
const DEADLINE_MS = 8_000;
/** With 250 hits each these are some ten megabytes. */
const MAX_KEPT = 24;

/** Asks `/-/v1/search` of the registry. */
export function createSearchService(options: SearchServiceOptions): SearchService {
  const { client, registryUrl, clock } = options;
  const kept = createKeptAnswers<ServicePage>({
    store: createMemoryAnswers(MAX_KEPT),
    maxAgeMs: MAX_AGE_MS,
    // Who keeps answers for longer must know when this one is from.
    servesOld: false,
    clock,
  });
  // Not an answer that is kept, but that there is nobody to ask: many private registries have no search.
  let missingUntilMs = 0;
  return {
    state: () => client.state(),
    async ask(text, range) {
      if (clock().getTime() < missingUntilMs) throw noSearch();
      const url = searchUrl(registryUrl, text, range);
      const { value, asOf } = await kept
        .get(url, () => askOnce(client, url))
        .catch((error) => {
          if (error instanceof ConnectorError && error.code === 'not-found') {
            missingUntilMs = clock().getTime() + MAX_AGE_MS;
          }
          throw error;
        });
      return { ...value, asOf };
    },
  };
}

function searchUrl(registryUrl: string, text: string, { size, from }: PageRange): string {
  const url = new URL('-/v1/search', registryUrl.endsWith('/') ? registryUrl : `${registryUrl}/`);
  url.searchParams.set('text', text);
  url.searchParams.set('size', String(Math.min(MAX_PAGE_SIZE, Math.max(1, size))));
  url.searchParams.set('from', String(Math.min(MAX_FROM, Math.max(0, from))));
  return url.href;
}

async function askOnce(client: ServiceClient, url: string): Promise<ServicePage> {
  const answer = await client.request({ url, accept: 'json', maxBytes: MAX_BYTES, deadlineMs: DEADLINE_MS });
  if (answer.status !== 200) throw noSearch();
  try {
    return parseSearchAnswer(answer.body);
  } catch (cause) {
    throw new ConnectorError('npm’s search answered something else than a list of packages.', {
      code: 'bad-response',
      cause,
    });
  }
}

function noSearch(): ConnectorError {
  return new ConnectorError('npm’s search is not answering: this registry has none.', { code: 'not-found' });
}
