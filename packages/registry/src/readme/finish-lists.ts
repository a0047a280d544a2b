import type { Element, ElementContent, Root } from 'hast';
import { element, isBlank, isElement, mapElements, text, visibleText } from './hast.ts';

/** Task lists as GitHub has them, and lists, terms and details that hand-written HTML has left without a part. */
export function finishLists(): (tree: Root) => void {
  return (tree) => {
    mapElements(tree, (node, ancestors) => {
      if (isElement(node, 'input')) return checkbox(node, ancestors);
      if (isElement(node, 'ul', 'ol')) wrapOthers(node, ['li'], 'li');
      if (isElement(node, 'dl')) wrapOthers(node, ['dt', 'dd'], 'dd');
      if (isElement(node, 'li') && !isElement(ancestors.at(-1), 'ul', 'ol')) node.tagName = 'div';
      if (isElement(node, 'dt', 'dd') && !isElement(ancestors.at(-1), 'dl')) node.tagName = 'div';
      if (isElement(node, 'summary') && !isElement(ancestors.at(-1), 'details')) node.tagName = 'div';
      if (isElement(node, 'details')) giveSummary(node);
      return undefined;
    });
  };
}

/** A box stands at the start of an item, can be seen but not used, and says whether it is ticked. */
function checkbox(box: Element, ancestors: readonly Element[]): readonly ElementContent[] {
  const item = ancestors.findLast((ancestor) => isElement(ancestor, 'li'));
  const parent = ancestors.at(-1);
  const isFirst = parent?.children.find((child) => !isBlank(child)) === box;
  const isTask =
    isFirst && item && (parent === item || (isElement(parent, 'p') && ancestors.at(-2) === item));
  if (!isTask) return [];
  const isDone = 'checked' in box.properties && box.properties.checked !== false;
  item.properties.className = ['readme-task'];
  return [
    element(
      'input',
      {
        type: 'checkbox',
        disabled: true,
        checked: isDone,
        ariaLabel: isDone ? 'Completed task' : 'Incomplete task',
      },
      [],
    ),
  ];
}

/** What may not stand in a list by itself is put into a part of it. */
function wrapOthers(list: Element, parts: readonly string[], part: string): void {
  list.children = list.children.flatMap((child) =>
    isBlank(child) || isElement(child, ...parts) ? [child] : [element(part, {}, [child])],
  );
}

function giveSummary(details: Element): void {
  const at = details.children.findIndex((child) => isElement(child, 'summary'));
  const summary = details.children[at];
  if (!isElement(summary, 'summary')) {
    details.children.unshift(element('summary', {}, [text('Details')]));
    return;
  }
  if (visibleText(summary).trim() === '') summary.children.push(text('Details'));
  // Browsers show the first one as the handle wherever it stands; a second is text.
  details.children.splice(at, 1);
  for (const other of details.children) if (isElement(other, 'summary')) other.tagName = 'div';
  details.children.unshift(summary);
}
