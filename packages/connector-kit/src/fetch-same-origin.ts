import { inspect } from 'node:util';
import { abortable, ConnectorError } from '@shipstats/core';
import { networkReason } from './network-reason.ts';
import type { Redact } from './redact.ts';

const MOST_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export interface FetchSameOriginOptions {
  readonly fetch: typeof fetch;
  readonly headers: Headers;
  readonly signal: AbortSignal;
  /** Starts the messages: who, and which request. */
  readonly where: string;
  readonly redact: Redact;
  /** Called before each request, redirected ones included. */
  readonly onRequest: () => void;
}

/**
 * Sends a GET and follows redirects as long as they stay at the same origin, at most three.
 *
 * The headers carry the credentials, so another origin is never asked.
 *
 * @throws ConnectorError `redirected`, or `network` when no answer came
 */
export async function fetchSameOrigin(start: URL, options: FetchSameOriginOptions): Promise<Response> {
  let url = start;
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetchOnce(url, options);
    if (!REDIRECTS.has(response.status)) return response;
    // Only the headers were of use; the body may be broken already.
    await response.body?.cancel().catch(() => {});
    url = nextUrl(url, start, response, options);
    if (redirects === MOST_REDIRECTS) {
      throw redirected(`redirects more than ${MOST_REDIRECTS} times.`, response, options);
    }
  }
}

async function fetchOnce(
  url: URL,
  { fetch, headers, signal, where, redact, onRequest }: FetchSameOriginOptions,
) {
  onRequest();
  try {
    const init: RequestInit = { method: 'GET', headers, redirect: 'manual', signal };
    return await abortable(fetch(url, init), signal);
  } catch (error) {
    signal.throwIfAborted();
    const reason = redact(networkReason(error));
    throw new ConnectorError(
      `${where} got no answer from ${url.host} (${reason}). Is the address right, and the network up?`,
      // A cause is printed with the error, so it must be as clean as the message.
      { code: 'network', cause: redact(inspect(error)) === inspect(error) ? error : undefined },
    );
  }
}

function nextUrl(from: URL, start: URL, response: Response, options: FetchSameOriginOptions): URL {
  const location = response.headers.get('location');
  const url = location === null ? null : URL.parse(location, from.href);
  if (url === null) throw redirected('redirects to nowhere.', response, options);
  if (url.origin !== start.origin || url.username !== '' || url.password !== '') {
    const target = options.redact(url.host);
    throw redirected(
      `redirects to ${url.protocol}//${target}, where the key is not sent. Is the base URL right?`,
      response,
      options,
    );
  }
  return url;
}

function redirected(what: string, response: Response, { where }: FetchSameOriginOptions): ConnectorError {
  return new ConnectorError(`${where} ${what}`, { code: 'redirected', status: response.status });
}
