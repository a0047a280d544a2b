import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';

/** What a page may load, run and ask. */
export interface ContentPolicy {
  /** The text of the style sheet in the page's head; no style of another text applies. */
  readonly styles: string;
  /** Whether this page may load images of every host, over TLS. */
  readonly allowsOutsideImages?: boolean;
}

/** Nothing from elsewhere, nothing inline but our own style sheet: what comes from outside can then run nowhere. */
export function contentSecurityPolicy({ styles, allowsOutsideImages = false }: ContentPolicy): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${createHash('sha256').update(styles).digest('base64')}'`,
    `img-src 'self'${allowsOutsideImages ? ' https:' : ''} data:`,
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

const HEADERS: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
];

/** Sets the headers that close what a page of numbers does not need; an answer that has set its own keeps it. */
export function securityHeaders(styles: string): MiddlewareHandler {
  const headers = [['Content-Security-Policy', contentSecurityPolicy({ styles })] as const, ...HEADERS];
  return async function securityHeaders(http, next) {
    await next();
    for (const [name, value] of headers) {
      if (!http.res.headers.has(name)) http.res.headers.set(name, value);
    }
  };
}
