import type { Root } from 'hast';
import { element, isElement, mapElements, visibleText } from './hast.ts';

/** What a link to elsewhere says of itself: not vouched for, written by a user, no way back to this page. */
const REL = ['nofollow', 'ugc', 'noopener', 'noreferrer'];

/** Marks links to elsewhere, and takes away those that lead nowhere or that nobody could see; their content stays. */
export function finishLinks(): (tree: Root) => void {
  return (tree) => {
    mapElements(tree, function visit(node, ancestors) {
      if (!isElement(node, 'a')) return undefined;
      const { href, id } = node.properties;
      const isNested = ancestors.some((ancestor) => isElement(ancestor, 'a'));
      if (typeof href !== 'string' || isNested || visibleText(node).trim() === '') {
        const rest = element('span', { id }, node.children);
        mapElements(rest, (child, above) => visit(child, [...ancestors, ...above]));
        return id === undefined ? rest.children : [rest];
      }
      if (!href.startsWith('#')) node.properties.rel = REL;
      return undefined;
    });
  };
}
