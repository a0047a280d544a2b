import type { Parents, Root } from 'hast';
import type { Root as MarkdownRoot } from 'mdast';
import remarkGemoji from 'remark-gemoji';
import { isElement } from './hast.ts';

/** Shows `:rocket:` as 🚀 wherever it stands but in code: in HTML too, and after headings have got their ids, as GitHub. */
export function renderEmoji(): (tree: Root) => void {
  const replace = remarkGemoji();
  const visit = (parent: Parents) => {
    if (isElement(parent, 'pre', 'code', 'samp', 'kbd', 'var')) return;
    for (const child of parent.children) {
      if (child.type === 'element') visit(child);
      else if (child.type === 'text' && child.value.includes(':')) {
        const text: MarkdownRoot = { type: 'root', children: [{ type: 'text', value: child.value }] };
        replace(text);
        child.value = text.children.map((node) => ('value' in node ? node.value : '')).join('');
      }
    }
  };
  return visit;
}
