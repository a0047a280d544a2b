import type { Context } from 'hono';

/** True where the reader's browser speaks HTTPS, be it to a proxy in front of us. */
export function isHttps(http: Context): boolean {
  return http.req.header('x-forwarded-proto') === 'https' || new URL(http.req.url).protocol === 'https:';
}

/** The origin as the reader's address bar shows it: `https://stats.example`. */
export function publicOrigin(http: Context): string {
  return `${isHttps(http) ? 'https' : 'http'}://${http.req.header('host') ?? new URL(http.req.url).host}`;
}
