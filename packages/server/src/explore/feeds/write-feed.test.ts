import { describe, expect, it } from 'vitest';
import { feedId } from './feed-id.ts';
import { type FeedSpec, writeFeed } from './write-feed.ts';

const HOSTILE = ']]><script>alert(1)</script>&amp;"\u0000\u0008\u202e';

const spec: FeedSpec = {
  about: 'pkg:npm/@scope/ship',
  title: 'Releases of @scope/ship',
  description: 'Ships & things',
  path: '/pkg:@scope/ship',
  feedPath: '/feeds/pkg/@scope/ship',
  updatedAt: new Date('2026-11-20T08:00:00Z'),
  items: [
    {
      about: 'pkg:npm/@scope/ship@2.0.0',
      title: `ship ${HOSTILE}`,
      summary: HOSTILE,
      path: '/pkg:@scope/ship@2.0.0',
      at: new Date('2026-11-20T08:00:00Z'),
    },
  ],
};
const origin = 'https://stats.example';

describe('a feed', () => {
  it('has in RSS what RSS 2.0 asks for, with absolute links and an id that is no link', () => {
    const rss = writeFeed(spec, 'rss', origin);
    expect(rss).toContain('<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">');
    expect(rss).toContain('<link>https://stats.example/pkg:@scope/ship</link>');
    expect(rss).toContain('<description>Ships &amp; things</description>');
    expect(rss).toContain('<lastBuildDate>Fri, 20 Nov 2026 08:00:00 GMT</lastBuildDate>');
    expect(rss).toContain(`<guid isPermaLink="false">${feedId('pkg:npm/@scope/ship@2.0.0')}</guid>`);
    expect(rss).toContain('<atom:link href="https://stats.example/feeds/pkg/@scope/ship.rss" rel="self"');
  });

  it('has in Atom what Atom asks for: ids, dates, an author, links', () => {
    const atom = writeFeed(spec, 'atom', origin);
    expect(atom).toContain(`<id>${feedId('pkg:npm/@scope/ship')}</id>`);
    expect(atom.match(/<updated>2026-11-20T08:00:00\.000Z<\/updated>/g)).toHaveLength(2);
    expect(atom).toMatch(/<author>\s*<name>Shipstats<\/name>\s*<\/author>/);
    expect(atom).toContain('<link rel="self" href="https://stats.example/feeds/pkg/@scope/ship.atom"/>');
    expect(atom).toContain('<link href="https://stats.example/pkg:@scope/ship@2.0.0"/>');
  });

  it('has in JSON what JSON Feed asks for, and titles as plain text', () => {
    const feed: unknown = JSON.parse(writeFeed(spec, 'json', origin));
    expect(feed).toMatchObject({
      version: 'https://jsonfeed.org/version/1',
      title: 'Releases of @scope/ship',
      feed_url: 'https://stats.example/feeds/pkg/@scope/ship.json',
      home_page_url: 'https://stats.example/pkg:@scope/ship',
      items: [
        {
          id: feedId('pkg:npm/@scope/ship@2.0.0'),
          title: 'ship ]]><script>alert(1)</script>&amp;"',
          content_html: ']]&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;amp;&#34;',
        },
      ],
    });
  });

  it.each(['rss', 'atom'] as const)('keeps hostile texts as texts in %s, and is well-formed', (format) => {
    const xml = writeFeed(spec, format, origin);
    expect(xml).not.toMatch(/<script|\p{Cc}(?<!\n)|\u202e/u);
    expect(xml.match(/<!\[CDATA\[/g)?.length).toBe(xml.match(/\]\]>/g)?.length);
  });

  it('gives the same id for the same thing, and another for another', () => {
    expect(feedId('pkg:npm/a@1.0.0')).toBe(feedId('pkg:npm/a@1.0.0'));
    expect(feedId('pkg:npm/a@1.0.0')).not.toBe(feedId('pkg:npm/a@1.0.1'));
    expect(feedId('a')).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('is the same text as long as nothing changes', () => {
    for (const format of ['rss', 'atom', 'json'] as const) {
      expect(writeFeed(spec, format, origin)).toBe(writeFeed(spec, format, origin));
    }
  });
});
