import type { Element, Root } from 'hast';
import { HEADINGS, ID_PREFIX } from './assign-ids.ts';
import { element, isElement, mapElements, stringProperty, text, visibleText } from './hast.ts';
import type { ReadmeHeading } from './readme.ts';

/** The page's own heading is the only one of the first level. */
const PAGE_LEVEL = 1;

/**
 * Fits the headings into the outline of a page: one level down, none skipped; each looks as its author meant it, by
 * its class, and has a link to itself beside it.
 */
export function finishHeadings(onHeading: (heading: ReadmeHeading) => void) {
  return () => (tree: Root) => {
    let above = PAGE_LEVEL;
    mapElements(tree, (node, ancestors) => {
      if (!isElement(node, ...HEADINGS)) return undefined;
      const level = Number(node.tagName.slice(1));
      const id = stringProperty(node, 'id') ?? '';
      const name = nameOf(node);
      // Without a word in it, it is a heading of nothing.
      if (name === '') return node.children;
      const isOfFootnotes = id === `${ID_PREFIX}footnote-label`;
      above = isOfFootnotes ? PAGE_LEVEL + 1 : Math.min(level + 1, above + 1, 6);
      node.tagName = `h${above}`;
      if (isOfFootnotes) return undefined;
      node.properties.className = [`readme-h${level}`];
      onHeading({ level, text: name, id });
      if (ancestors.some((ancestor) => isElement(ancestor, 'a', 'summary'))) return undefined;
      const anchor = element(
        'a',
        { className: ['readme-anchor'], href: `#${id}`, ariaLabel: `Link to this heading: ${name}` },
        [text('#')],
      );
      return [element('div', { className: ['readme-heading'] }, [node, anchor])];
    });
  };
}

/** Its words; what stands for an image only where there are no others. */
function nameOf(heading: Element): string {
  const words = (node: Element): string =>
    node.children
      .map((child) => {
        if (child.type === 'text') return child.value;
        if (isElement(child, 'br')) return ' ';
        return isElement(child) && !standsForImage(child) ? words(child) : '';
      })
      .join('');
  return tidy(words(heading)) || tidy(visibleText(heading));
}

function standsForImage({ properties }: Element): boolean {
  return (
    Array.isArray(properties.className) && /^readme-(image|badge)$/.test(String(properties.className[0]))
  );
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
