import type { Element, ElementContent, Nodes, Parents, Properties, Text } from 'hast';

/** Makes an element. */
export function element(tagName: string, properties: Properties, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

export function text(value: string): Text {
  return { type: 'text', value };
}

/** Whether a node is an element, and one of these where some are named. */
export function isElement(node: Element, ...tagNames: readonly string[]): boolean;
export function isElement(node: Nodes | undefined, ...tagNames: readonly string[]): node is Element;
export function isElement(node: Nodes | undefined, ...tagNames: readonly string[]): boolean {
  return node?.type === 'element' && (tagNames.length === 0 || tagNames.includes(node.tagName));
}

/** Whether there is nothing but white space. */
export function isBlank(node: Nodes): boolean {
  return node.type === 'comment' || (node.type === 'text' && node.value.trim() === '');
}

/** The text that a reader sees: images stand for their `alt`. */
export function visibleText(node: Nodes): string {
  if (node.type === 'text') return node.value;
  if (isElement(node, 'img')) return typeof node.properties.alt === 'string' ? node.properties.alt : '';
  return 'children' in node ? node.children.map(visibleText).join('') : '';
}

/** A string property, or undefined for what is missing or of another kind. */
export function stringProperty(node: Element, name: string): string | undefined {
  const value = node.properties[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Calls `visit` for every element in the order of the document, with its ancestors, the nearest last. What `visit`
 * returns stands in the element's place and is not visited; without a return its children are next. The list of
 * ancestors is the same for all and changes: to keep it is to copy it.
 */
export function mapElements(
  parent: Parents,
  visit: (node: Element, ancestors: readonly Element[]) => readonly ElementContent[] | undefined,
  ancestors: Element[] = [],
): void {
  const children: ElementContent[] = [];
  for (const child of parent.children) {
    if (child.type === 'doctype') continue;
    if (child.type !== 'element') {
      children.push(child);
      continue;
    }
    const replaced = visit(child, ancestors);
    if (replaced) for (const node of replaced) children.push(node);
    else {
      ancestors.push(child);
      mapElements(child, visit, ancestors);
      ancestors.pop();
      children.push(child);
    }
  }
  parent.children = children;
}
