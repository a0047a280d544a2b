export const FEED_FORMATS = {
  rss: { label: 'RSS', type: 'application/rss+xml' },
  atom: { label: 'Atom', type: 'application/atom+xml' },
  json: { label: 'JSON', type: 'application/feed+json' },
} as const;

export type FeedFormat = keyof typeof FEED_FORMATS;
