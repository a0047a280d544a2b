import type { Nodes, Parents, Root } from 'hast';
import { MAX_DEPTH, MAX_NODES, type RenderedFile } from './bound-markdown.ts';

/** Characters of the HTML, tags and entities included. */
const MAX_LENGTH = 1_500_000;
/** HTML in a readme is a few hundred tags at most. */
const MAX_TAGS = 20_000;
/** Elements that a parser opens again in every block while they are left open: few of them multiply. */
const FORMATTING = /^(b|big|code|em|font|i|s|small|strike|strong|tt|u)$/;
const MAX_OPEN_FORMATTING = 32;
const MAX_OPEN = 400;

/** The text is too much to render, for the reason that the message says. */
export class TooMuch extends Error {
  override readonly name = 'TooMuch';
}

/** Refuses raw HTML that would grow when it is parsed. @throws TooMuch */
export function boundRawHtml(): (tree: Root) => void {
  return (tree) => {
    const open = { formatting: 0, other: 0, tags: 0 };
    walk(tree, (node) => {
      if (node.type === 'raw') countTags(node.value, open);
    });
  };
}

function countTags(html: string, open: { formatting: number; other: number; tags: number }): void {
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][^\s/>]*)/gi)) {
    const kind = FORMATTING.test(name.toLowerCase()) ? 'formatting' : 'other';
    open.tags += 1;
    open[kind] = Math.max(0, open[kind] + (slash ? -1 : isVoid(name) ? 0 : 1));
    if (open.tags > MAX_TAGS) throw new TooMuch(`it has more than ${MAX_TAGS} tags`);
    if (open.formatting > MAX_OPEN_FORMATTING || open.other > MAX_OPEN)
      throw new TooMuch('it leaves too many tags open');
  }
}

/** Paragraphs and list items close themselves, and readmes count on it. */
function isVoid(name: string): boolean {
  return /^(br|hr|img|input|source|wbr|col|meta|link|base|embed|area|track|param|p|li|td|th|tr|tbody|thead|dt|dd)$/i.test(
    name,
  );
}

/** Cuts a tree of HTML at the limits of nodes, depth and length, in the order of the document. */
export function boundHtml(): (tree: Root, file: RenderedFile) => void {
  return (tree, file) => {
    let nodes = 0;
    let length = 0;
    const visit = (parent: Parents, depth: number) => {
      for (const [at, child] of parent.children.entries()) {
        nodes += 1;
        length += sizeOf(child);
        if (nodes > MAX_NODES || length > MAX_LENGTH || (depth > 2 * MAX_DEPTH && 'children' in child)) {
          parent.children.splice(at);
          file.data.isCut = true;
          return;
        }
        if ('children' in child) visit(child, depth + 1);
      }
    };
    visit(tree, 0);
  };
}

/** At most so long when written out; attributes that are not ours are gone by then. */
function sizeOf(node: Nodes): number {
  if (node.type === 'text') return node.value.length + 5 * (node.value.match(/[<>&"]/g)?.length ?? 0);
  if (node.type !== 'element') return 0;
  let size = 2 * node.tagName.length + 5;
  for (const [name, value] of Object.entries(node.properties)) size += name.length + 4 + String(value).length;
  return size;
}

function walk(tree: Root, visit: (node: Nodes) => void): void {
  const left: Nodes[] = [tree];
  for (let node = left.pop(); node; node = left.pop()) {
    visit(node);
    if ('children' in node) for (const child of node.children) left.push(child);
  }
}
