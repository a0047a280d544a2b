import type { MiddlewareHandler } from 'hono';

/** Nothing from elsewhere, nothing inline: what comes from outside can then run nowhere. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'same-origin'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=()'],
];

/** Sets the headers that close what a page of numbers does not need; an answer that has set its own keeps it. */
export const securityHeaders: MiddlewareHandler = async function securityHeaders(http, next) {
  await next();
  for (const [name, value] of HEADERS) {
    if (!http.res.headers.has(name)) http.res.headers.set(name, value);
  }
};
