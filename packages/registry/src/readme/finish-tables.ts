import type { Element, Root } from 'hast';
import { element, isBlank, isElement, mapElements, visibleText } from './hast.ts';

/** Lets wide tables scroll in a region of their own, which the keyboard reaches and whose name says what is in it. */
export function finishTables(): (tree: Root) => void {
  return (tree) => {
    let count = 0;
    mapElements(tree, (node, ancestors) => {
      if (isElement(node, 'th')) {
        // A head that says nothing is no head; in a head row the others are heads of their columns.
        if (isSilent(node)) node.tagName = 'td';
        else if (ancestors.some((ancestor) => isElement(ancestor, 'thead'))) node.properties.scope = 'col';
      }
      return undefined;
    });
    mapElements(tree, (node, ancestors) => {
      if (!isElement(node, 'table')) return undefined;
      if (ancestors.some((ancestor) => isElement(ancestor, 'table', 'summary'))) return undefined;
      count += 1;
      const heads = headsOf(node);
      const name = heads === '' ? `Table ${count}` : `Table ${count}: ${heads}`;
      return [
        element('div', { className: ['readme-table'], role: 'region', ariaLabel: name, tabIndex: 0 }, [node]),
      ];
    });
  };
}

function isSilent(cell: Element): boolean {
  return cell.children.every((child) => isBlank(child) || visibleText(child).trim() === '');
}

function headsOf(table: Element): string {
  const heads: string[] = [];
  mapElements(table, (node) => {
    if (isElement(node, 'th') && heads.length < 4) {
      heads.push(visibleText(node).replace(/\s+/g, ' ').trim().slice(0, 40));
    }
    return undefined;
  });
  return heads.join(', ');
}
