import { Feed } from 'feed';
import { escapeXml, plainText } from '../plain-text.ts';
import type { FeedFormat } from './feed-format.ts';
import { feedId } from './feed-id.ts';

/** One thing that happened: all texts are plain and from outside. */
export interface FeedItem {
  /** What its id is made of: `pkg:npm/hono@4.1.0`. */
  readonly about: string;
  readonly title: string;
  readonly summary: string;
  /** The page, as a path. */
  readonly path: string;
  readonly at: Date;
}

export interface FeedSpec {
  readonly about: string;
  readonly title: string;
  readonly description: string;
  /** The page that shows the same, as a path. */
  readonly path: string;
  /** The feed's own path without its extension. */
  readonly feedPath: string;
  /** Newest first. */
  readonly items: readonly FeedItem[];
  /** When the newest of it happened: the same as long as nothing changes, or the feed would look new each time. */
  readonly updatedAt: Date;
}

/** Writes a feed; every link in it begins with the origin that its reader knows. */
export function writeFeed(spec: FeedSpec, format: FeedFormat, origin: string): string {
  const link = (path: string) => origin + path;
  const feed = new Feed({
    id: feedId(spec.about),
    title: plainText(spec.title),
    description: plainText(spec.description),
    link: link(spec.path),
    feedLinks: { [format]: link(`${spec.feedPath}.${format}`) },
    updated: spec.updatedAt,
    generator: 'Shipstats',
    // Atom asks for an author; npm's people are named in the items.
    author: { name: 'Shipstats' },
  });
  // Titles and texts of Atom and RSS are HTML to their readers, and so is the content of a JSON feed; its titles are
  // plain. A text from outside that wants to be markup stays a text in all of them.
  const asHtml = (text: string) => escapeXml(plainText(text));
  for (const item of spec.items) {
    feed.addItem({
      id: feedId(item.about),
      title: format === 'json' ? plainText(item.title) : asHtml(item.title),
      link: link(item.path),
      date: item.at,
      description: asHtml(item.summary),
    });
  }
  switch (format) {
    case 'rss':
      return feed.rss2();
    case 'atom':
      return feed.atom1();
    case 'json':
      return feed.json1();
    default:
      return format satisfies never;
  }
}
