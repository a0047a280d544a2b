import type { Transport } from '../service/transport.ts';
import type { NpmConfig } from './npm-config.ts';

/**
 * What the registry is called before npm's configuration was read; no host can have this name
 * (https://www.rfc-editor.org/rfc/rfc6761#section-6.4).
 */
export const CONFIGURED_REGISTRY = 'https://configured-registry.invalid/';

/** Sends what is asked of `CONFIGURED_REGISTRY` to the registry that the configuration names. */
export function toConfiguredRegistry(transport: Transport, config: NpmConfig): Transport {
  return async (request) => {
    if (!request.url.startsWith(CONFIGURED_REGISTRY)) return transport(request);
    const { registry } = await config.read();
    return transport({ ...request, url: `${registry}${request.url.slice(CONFIGURED_REGISTRY.length)}` });
  };
}
