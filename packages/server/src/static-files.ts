import type { Hono } from 'hono';
import type { Assets } from './assets.ts';
import { FAVICON_SVG } from './ui/index.ts';

const YEAR_SECONDS = 31_536_000;

/** Private numbers are nothing for search engines; their tools may look at the pages all the same. */
const ROBOTS = 'User-agent: *\nDisallow: /api/\nDisallow: /metrics/*.csv\n';

/** Serves the client bundle, the icon and robots.txt. */
export function mountStaticFiles(app: Hono, assets: Assets): void {
  app.get('/favicon.svg', (http) =>
    http.body(FAVICON_SVG, 200, {
      'Content-Type': 'image/svg+xml',
      'Cache-Control': 'public, max-age=86400',
    }),
  );
  app.get('/robots.txt', (http) => http.text(ROBOTS, 200, { 'Cache-Control': 'public, max-age=86400' }));
  app.get('*', async (http, next) => {
    const asset = assets.read(http.req.path);
    if (!asset) return next();
    return http.body(asset.body, 200, {
      'Content-Type': asset.type,
      'Cache-Control': asset.immutable ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
    });
  });
}
