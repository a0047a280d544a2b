import { decodeUri } from '../names/decode-uri.ts';
import { isPackageName } from '../names/package-name.ts';

/** The registry's own feed has some fifty entries. */
const MAX_ITEMS = 500;

/**
 * The names in the registry's feed of new releases (`/-/rss`), in its order, each once. The feed is undocumented: an
 * entry is read by its link's path, else by its title, and anything that gives no name is left out.
 */
export function parseRegistryRss(xml: string): string[] {
  const names = new Set<string>();
  for (const item of xml.split(/<item[\s>]/i).slice(1, MAX_ITEMS + 1)) {
    const name = nameOfLink(textOf(item, 'link')) ?? nameOfTitle(textOf(item, 'title'));
    if (name !== null) names.add(name);
  }
  return [...names];
}

function textOf(item: string, element: 'link' | 'title'): string {
  const start = item.search(new RegExp(`<${element}>`, 'i'));
  const end = item.search(new RegExp(`</${element}>`, 'i'));
  if (start < 0 || end < start) return '';
  const inner = item.slice(start + element.length + 2, end).slice(0, 2_000);
  return inner
    .replace(/^\s*<!\[CDATA\[|\]\]>\s*$/g, '')
    .replaceAll('&amp;', '&')
    .trim();
}

/** `…/package/@scope/name`, `…/package/name`, perhaps with a version behind. */
function nameOfLink(link: string): string | null {
  const path = /\/package\/((?:@|%40)(?:(?!%2f)[^/?#])+(?:\/|%2f)[^/?#]+|[^/?#]+)/i.exec(link)?.[1];
  if (path === undefined) return null;
  const name = decodeUri(path);
  return name !== null && isPackageName(name) ? name : null;
}

/** `name`, `name@1.2.3` or `name 1.2.3`. */
function nameOfTitle(title: string): string | null {
  const name = title.replace(/[\s:][\s\S]*$/, '').replace(/(?!^)@.*$/, '');
  return isPackageName(name) ? name : null;
}
