import { type Answer, textAnswer } from '../wire/answer.ts';
import type { RegistryContext } from './answer-registry.ts';

/** Entries of the registry's feed. */
const ENTRIES = 50;

/** Answers `/-/rss`: the newest releases. */
export function answerRss(context: RegistryContext): Answer {
  const newest = context.history
    .until(context.now)
    .filter((happening) => !happening.isDeletion)
    .slice(-ENTRIES)
    .reverse();
  const items = newest.map(({ name, version, at }) => {
    const link = `${context.registryUrl}package/${name}`;
    const maintainer = context.world.find(name, context.now)?.maintainers[0] ?? 'nobody';
    return `<item><title><![CDATA[${name}]]></title><description><![CDATA[${version}]]></description><link>${escapeXml(link)}</link><guid isPermaLink="true">${escapeXml(link)}</guid><dc:creator><![CDATA[${maintainer}]]></dc:creator><pubDate>${new Date(at).toUTCString()}</pubDate></item>`;
  });
  return textAnswer(
    200,
    'application/rss+xml; charset=utf-8',
    `<?xml version="1.0" encoding="UTF-8"?><rss xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title><![CDATA[npm recent updates]]></title><link>${escapeXml(context.registryUrl)}</link><lastBuildDate>${new Date(context.now).toUTCString()}</lastBuildDate>${items.join('')}</channel></rss>`,
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
