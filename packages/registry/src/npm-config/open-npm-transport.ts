import type { Agent, IncomingMessage } from 'node:http';
import { request as sendHttp } from 'node:http';
import { request as sendHttps } from 'node:https';
import { createRequire } from 'node:module';
import { ConnectorError } from '@shipstats/core';
import type { Transport, TransportAnswer, TransportRequest } from '../service/transport.ts';
import { createAgent } from './create-agent.ts';
import { decodeBody } from './decode-body.ts';
import { nextHop } from './next-hop.ts';
import type { NpmSettings } from './npm-config.ts';

/** What `npm-registry-fetch` finds out of the configuration for an address. */
interface Credentials {
  readonly token: string | null;
  readonly auth: string | null;
  readonly cert: string | null;
  readonly key: string | null;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = `shipstats node/${process.versions.node}`;

/**
 * Sends requests as npm does, with its own parts: `@npmcli/agent` for proxies, and `npm-registry-fetch`'s choice of
 * credentials.
 *
 * Not with `make-fetch-happen` itself: it reads bodies as fast as they come, and unpacks them in the thread that
 * answers pages, so that neither an enormous packument nor a bomb could be bounded.
 */
export function openNpmTransport(settings: NpmSettings): { transport: Transport; close(): void } {
  const { options } = settings;
  const require = createRequire(import.meta.url);
  // It comes without types of this part.
  const getAuth: (url: string, options: unknown) => Credentials = require('npm-registry-fetch/lib/auth.js');
  const agents = new Map<string, Agent>();

  const agentFor = (url: URL, { cert, key }: Pick<Credentials, 'cert' | 'key'>): Agent => {
    const name = `${url.origin} ${cert === null ? '' : 'with a certificate'}`;
    const known = agents.get(name);
    if (known) return known;
    const agent = createAgent(url, settings, {
      cert: cert ?? options.cert,
      key: key ?? options.key,
    });
    agents.set(name, agent);
    return agent;
  };

  const send = (request: TransportRequest, url: URL, hasCredentials: boolean): Promise<IncomingMessage> => {
    const credentials: Credentials = hasCredentials
      ? getAuth(url.href, options)
      : { token: null, auth: null, cert: null, key: null };
    const { token, auth } = credentials;
    const authorization = token !== null ? `Bearer ${token}` : auth !== null ? `Basic ${auth}` : undefined;
    return new Promise((resolve, reject) => {
      const sending = (url.protocol === 'https:' ? sendHttps : sendHttp)(url, {
        method: request.method ?? 'GET',
        agent: agentFor(url, credentials),
        headers: {
          'user-agent': USER_AGENT,
          'accept-encoding': 'gzip',
          ...request.headers,
          ...(authorization === undefined ? {} : { authorization }),
        },
        ...(request.signal ? { signal: request.signal } : {}),
      });
      sending.on('response', resolve);
      sending.on('error', reject);
      sending.end(request.body);
    });
  };

  const transport: Transport = async (request) => {
    const first = parseUrl(request.url);
    let url = first;
    for (let hop = 0; ; hop += 1) {
      // An address that a redirect leads to has not been named by the user.
      const answer = await send(request, url, url.origin === first.origin);
      const { location } = answer.headers;
      const isFollowed =
        REDIRECTS.has(answer.statusCode ?? 0) && location !== undefined && request.method !== 'POST';
      if (!isFollowed) return toAnswer(answer, request);
      answer.destroy();
      if (hop >= MAX_REDIRECTS) throw redirected(`more than ${MAX_REDIRECTS} redirects`);
      const next = nextHop(url, location);
      if (next === undefined) throw redirected('a redirect to an address that is not followed');
      url = next;
    }
  };

  return {
    transport,
    close() {
      for (const agent of agents.values()) agent.destroy();
      agents.clear();
    },
  };
}

function toAnswer(message: IncomingMessage, { method }: TransportRequest): TransportAnswer {
  const status = message.statusCode ?? 0;
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const isEmpty = method === 'HEAD' || status === 204 || status === 304;
  const body = isEmpty ? message : decodeBody(message, headers.get('content-encoding'));
  return {
    status,
    headers,
    body,
    discard() {
      // An empty answer that is taken to its end leaves the connection to the next request.
      if (isEmpty) message.resume();
      else if (!body.readableEnded) body.destroy();
      if (!isEmpty && !message.readableEnded) message.destroy();
    },
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new ConnectorError('An address of a service begins with https:// or http://.', {
    code: 'bad-request',
  });
}

function redirected(what: string): ConnectorError {
  return new ConnectorError(`The npm registry is not answering: it gave ${what}.`, { code: 'redirected' });
}
