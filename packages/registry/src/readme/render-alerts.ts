import type { ElementContent, Root } from 'hast';
import { element, isBlank, isElement, mapElements, text } from './hast.ts';

/** https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
const TITLES: Readonly<Record<string, string>> = {
  NOTE: 'Note',
  TIP: 'Tip',
  IMPORTANT: 'Important',
  WARNING: 'Warning',
  CAUTION: 'Caution',
};
const MARKER = /^\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|$)/i;

/** Shows quotes that begin with a line `[!NOTE]` as GitHub's alerts: not within others, and never empty. */
export function renderAlerts(): (tree: Root) => void {
  return (tree) => {
    mapElements(tree, (node, ancestors) => {
      if (!isElement(node, 'blockquote') || ancestors.length > 0) return undefined;
      const at = node.children.findIndex((child) => !isBlank(child));
      const first = node.children[at];
      if (!isElement(first, 'p')) return undefined;
      const [start, next] = first.children;
      if (start?.type !== 'text') return undefined;
      const [marker, kind = ''] = MARKER.exec(start.value) ?? [];
      const title = TITLES[kind.toUpperCase()];
      if (marker === undefined || title === undefined) return undefined;
      // The marker stands alone on its line.
      if (marker.length === start.value.length && next !== undefined && !isElement(next, 'br'))
        return undefined;

      start.value = start.value.slice(marker.length);
      const rest = isElement(next, 'br') && start.value === '' ? first.children.slice(2) : first.children;
      const body: ElementContent[] = node.children.slice(at + 1);
      if (!rest.every(isBlank)) body.unshift(element('p', {}, rest));
      if (body.every(isBlank)) {
        start.value = marker + start.value;
        return undefined;
      }
      return [
        element('div', { className: ['readme-alert', `readme-alert-${title.toLowerCase()}`], role: 'note' }, [
          element('p', { className: ['readme-alert-title'] }, [text(title)]),
          ...body,
        ]),
      ];
    });
  };
}
