import { encodeName } from '../package-path.ts';
import { FEED_FORMATS, type FeedFormat } from './feed-format.ts';

export interface FeedLink {
  readonly format: FeedFormat;
  /** `RSS` */
  readonly label: string;
  readonly type: string;
  /** What the feed holds, for a reader that finds several on a page. */
  readonly title: string;
  readonly href: string;
}

/** What a feed is of. */
export type FeedSubject =
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'pkg'; readonly name: string }
  | { readonly kind: 'user'; readonly name: string };

/** The feed's path without its extension. */
export function feedPath({ kind, name }: FeedSubject): string {
  return `/feeds/${kind}/${encodeName(name)}`;
}

/** The three feeds of one thing: for `<link rel="alternate">` and for the links on its page. */
export function feedLinks(subject: FeedSubject): readonly FeedLink[] {
  const title = TITLES[subject.kind](subject.name);
  return (Object.keys(FEED_FORMATS) as FeedFormat[]).map((format) => ({
    format,
    label: FEED_FORMATS[format].label,
    type: FEED_FORMATS[format].type,
    title: `${title} (${FEED_FORMATS[format].label})`,
    href: `${feedPath(subject)}.${format}`,
  }));
}

const TITLES: Record<FeedSubject['kind'], (name: string) => string> = {
  list: (name) => `${name.charAt(0).toUpperCase()}${name.slice(1)} packages`,
  pkg: (name) => `Releases of ${name}`,
  user: (name) => `Releases of @${name}`,
};
