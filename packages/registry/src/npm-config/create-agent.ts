import { Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import { createRequire } from 'node:module';
import type { NpmSettings } from './npm-config.ts';

/** npm's own defaults. */
const MAX_SOCKETS = 15;
const IDLE_MS = 60_000;

/**
 * The connections to a host, as npm's configuration wants them. npm's own agent knows every kind of proxy and takes a
 * tenth of a second to load: without a proxy, Node's does the same.
 */
export function createAgent(
  url: URL,
  { options, hasProxy }: NpmSettings,
  client: { readonly cert: unknown; readonly key: unknown },
): HttpAgent {
  const common = {
    ...client,
    ca: options.ca,
    localAddress: options.localAddress,
    maxSockets: typeof options.maxSockets === 'number' ? options.maxSockets : MAX_SOCKETS,
    rejectUnauthorized: options.strictSSL !== false,
  };
  if (hasProxy) {
    // It comes without types.
    const { getAgent } = createRequire(import.meta.url)('@npmcli/agent');
    return getAgent(url.href, {
      ...common,
      proxy: options.httpsProxy || options.proxy,
      noProxy: options.noProxy,
      timeout: IDLE_MS,
    });
  }
  // What npm's configuration does not say is null there; Node wants it left out.
  const given = Object.entries({ ...common, keepAlive: true, timeout: IDLE_MS }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const agentOptions: AgentOptions = Object.fromEntries(given);
  return url.protocol === 'https:' ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
}
