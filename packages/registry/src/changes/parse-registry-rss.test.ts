import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegistryRss } from './parse-registry-rss.ts';

const feed = (...items: string[]) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>npm recent updates</title><link>https://example.com</link>
  ${items.map((item) => `<item>${item}</item>`).join('\n')}</channel></rss>`;

describe('parseRegistryRss', () => {
  it('reads names from links, in order, each once', () => {
    const xml = feed(
      '<title>whatever</title><link>https://example.com/package/hono</link>',
      '<title><![CDATA[other]]></title><link><![CDATA[https://example.com/package/@babel/core]]></link>',
      '<link>https://example.com/package/%40scope%2fname/v/1.0.0?a=1&amp;b=2</link>',
      '<link>https://example.com/package/hono/v/2.0.0</link>',
    );
    expect(parseRegistryRss(xml)).toEqual(['hono', '@babel/core', '@scope/name']);
  });

  it('reads names from titles where links do not tell', () => {
    const xml = feed(
      '<title><![CDATA[left-pad]]></title><link>https://example.com/</link>',
      '<title>@scope/name@1.2.3</title>',
      '<title>zod 4.0.0: schemas</title>',
    );
    expect(parseRegistryRss(xml)).toEqual(['left-pad', '@scope/name', 'zod']);
  });

  it('leaves out what gives no name', () => {
    const odd = [
      '',
      '<title></title>',
      '<title>..</title>',
      '<link>https://example.com/package/%zz</link>',
      '<title>&lt;b&gt;</title>',
    ];
    expect(parseRegistryRss(feed(...odd, '<title>good</title>'))).toEqual(['good']);
  });

  it('reads nothing in pages and other texts, and never throws', () => {
    expect(parseRegistryRss('<!doctype html><title>Sorry</title>')).toEqual([]);
    expect(parseRegistryRss('')).toEqual([]);
    const text = fc.array(
      fc.constantFrom(
        '<item>',
        '</item>',
        '<title>',
        '</title>',
        '<link>',
        '</link>',
        '<![CDATA[',
        ']]>',
        '/package/',
        '@',
        '%',
        'a',
      ),
    );
    fc.assert(fc.property(text, (parts) => void parseRegistryRss(parts.join(''))));
  });
});
