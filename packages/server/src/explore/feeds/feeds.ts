import { HttpError } from '@shipstats/core';
import { LIST_NAMES } from '@shipstats/registry';
import type { Context, Hono } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { publicOrigin } from '../../public-url.ts';
import { readTail } from '../package-path.ts';
import { FEED_FORMATS, type FeedFormat } from './feed-format.ts';
import type { FeedSubject } from './feed-subject.ts';
import { renderFeeds } from './feeds-page.tsx';
import { readFeed } from './read-feed.ts';

const KEEP_SECONDS = 900;
const FORMATS = Object.keys(FEED_FORMATS) as FeedFormat[];

/** Adds `/feeds`, `/feeds/<list|pkg|user>/<name>.<rss|atom|json>` and the short `/popular.rss` of each list. */
export function mountFeeds(app: Hono, context: AppContext): void {
  app.get('/feeds', (http) => renderFeeds(http, context));
  for (const kind of ['list', 'pkg', 'user'] as const) {
    app.get(`/feeds/${kind}/*`, (http) => {
      const format = FORMATS.find((one) => new URL(http.req.url).pathname.endsWith(`.${one}`));
      if (format === undefined) {
        throw new HttpError(404, 'There is no feed at this address.', 'It ends with .rss, .atom or .json.');
      }
      return answerFeed(
        http,
        context,
        { kind, name: readTail(http, `/feeds/${kind}/`, `.${format}`) },
        format,
      );
    });
  }
  for (const name of LIST_NAMES) {
    for (const format of FORMATS) {
      app.get(`/${name}.${format}`, (http) => answerFeed(http, context, { kind: 'list', name }, format));
    }
  }
}

async function answerFeed(
  http: Context,
  context: AppContext,
  subject: FeedSubject,
  format: FeedFormat,
): Promise<Response> {
  const feed = await readFeed(subject, context.explore, context.clock());
  // Most servers are never asked for a feed: what writes them is loaded with the first.
  const { writeFeed } = await import('./write-feed.ts');
  return http.body(writeFeed(feed, format, publicOrigin(http)), 200, {
    'Content-Type': `${FEED_FORMATS[format].type}; charset=utf-8`,
    'Cache-Control': `public, max-age=${KEEP_SECONDS}`,
    'Last-Modified': feed.updatedAt.toUTCString(),
  });
}
