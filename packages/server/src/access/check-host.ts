import { HttpError } from '@shipstats/core';
import type { MiddlewareHandler } from 'hono';

/**
 * Refuses requests that name a host which is not ours.
 *
 * Without a login the address is the lock: a page elsewhere whose name is made to point at 127.0.0.1 (DNS rebinding)
 * would read everything. It cannot choose the Host header, though.
 */
export function checkHost(allowedHosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  return async function checkHost(http, next) {
    const name = hostName(http.req.header('host') ?? new URL(http.req.url).host);
    if (!allowed.has('*') && !allowed.has(name) && !isLoopbackName(name)) {
      throw new HttpError(
        421,
        `This server does not answer for ${JSON.stringify(name)}.`,
        'Open it by the address that it printed, or start it with HOST set to the name that you use.',
      );
    }
    await next();
  };
}

/** True for names that lead to this very machine. */
export function isLoopbackName(name: string): boolean {
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '[::1]' ||
    name === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(name)
  );
}

/** A Host header without its port, in lower case. */
function hostName(host: string): string {
  return host.trim().toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}
