import type { Element, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import rehypeHighlight from 'rehype-highlight';
import { unified } from 'unified';
import { isElement, mapElements, stringProperty } from './hast.ts';

/** Longer code is data; colouring it would cost more than it tells. */
const MAX_BLOCK_BYTES = 100_000;
/** Every coloured word is an element: of all blocks together. */
const MAX_COLOURED = 12_000;
/** Longer lines scroll where a page is as narrow as it gets. */
const NARROW_COLUMNS = 34;

const ALIASES: Readonly<Record<string, readonly string[]>> = {
  bash: ['shell-session', 'fish', 'ksh'],
  ini: ['properties', 'dotenv', 'env', 'conf'],
  javascript: ['node', 'es6', 'flow'],
  json: ['json5', 'jsonl', 'importmap', 'webmanifest'],
  typescript: ['deno'],
  xml: ['vue', 'svelte', 'astro', 'hbs', 'ejs'],
};

/**
 * The languages are the 37 that `lowlight` calls common. It is set up when it first runs, which takes longer than
 * a readme does, and then kept.
 */
const HIGHLIGHTER = unified().use(rehypeHighlight, {
  aliases: ALIASES,
  plainText: ['text', 'txt', 'plain', 'plaintext', 'console-output', 'mermaid', 'math'],
});

/** Colours code by classes, and makes blocks that may scroll reachable by keyboard. */
export function finishCode(): (tree: Root) => void {
  return (tree) => {
    let coloured = 0;
    let count = 0;
    mapElements(tree, (node) => {
      if (!isElement(node, 'pre')) {
        if (isElement(node, 'code')) delete node.properties.className;
        return undefined;
      }
      const source = textOf(node);
      const code = codeOf(node);
      const plain = code.children;
      if (Buffer.byteLength(source) <= MAX_BLOCK_BYTES && coloured < MAX_COLOURED) {
        HIGHLIGHTER.runSync({ type: 'root', children: [node] });
        const spans = keepColours(code);
        // One block that needs more than all may have stays as it is.
        if (coloured + spans > MAX_COLOURED) code.children = plain;
        else coloured += spans;
      }
      delete code.properties.className;
      delete node.properties.className;
      delete node.properties.lang;
      if (source.split('\n').some((line) => line.length > NARROW_COLUMNS)) {
        count += 1;
        Object.assign(node.properties, { tabIndex: 0, role: 'group', ariaLabel: `Code ${count}` });
      }
      return [node];
    });
  };
}

/** The `code` of a `pre`; GitHub takes the language of `<pre lang="js">` as well. */
function codeOf(pre: Element): Element {
  const inner = pre.children.find((child) => isElement(child, 'code'));
  if (isElement(inner, 'code')) return inner;
  const lang = stringProperty(pre, 'lang');
  const isText = pre.children.every((child) => child.type === 'text');
  if (!lang || !isText) return pre;
  const code: Element = {
    type: 'element',
    tagName: 'code',
    properties: { className: [`language-${lang.toLowerCase()}`] },
    children: pre.children,
  };
  pre.children = [code];
  return code;
}

/** Of the highlighter's classes only those with its prefix: others are words such as `xml`. @returns the spans left */
function keepColours(node: Element): number {
  let count = 0;
  mapElements(node, (span) => {
    if (!isElement(span, 'span')) return undefined;
    const names = Array.isArray(span.properties.className) ? span.properties.className : [];
    const own = names.filter((name) => String(name).startsWith('hljs-'));
    if (own.length === 0) {
      count += keepColours(span);
      return span.children;
    }
    span.properties.className = own;
    count += 1;
    return undefined;
  });
  return count;
}
