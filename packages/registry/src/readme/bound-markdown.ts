import type { Nodes, Parents, Root, Table } from 'mdast';

/** More than the longest readmes have: a few thousand is usual. */
export const MAX_NODES = 30_000;
/** Deeper than anybody nests quotes and lists; the steps that follow call themselves for each level. */
export const MAX_DEPTH = 100;
/** Rows are filled up to the width of the head: a wide one multiplies. GitHub's parser has such a limit too. */
const MAX_CELLS = 10_000;
/** Longer addresses are of data, or made to be repeated by many references. */
const MAX_URL = 2_048;
const MAX_TITLE = 500;

/** Where a step tells that it has left something out. */
export interface RenderedFile {
  readonly data: Record<string, unknown>;
}

/** Cuts a tree of Markdown to what can be shown in bounded time and space; what was left out is told to the file. */
export function boundMarkdown(): (tree: Root, file: RenderedFile) => void {
  return (tree, file) => {
    let nodes = 0;
    let cells = 0;
    const left: { node: Parents; depth: number }[] = [{ node: tree, depth: 0 }];
    for (let next = left.pop(); next; next = left.pop()) {
      const { node, depth } = next;
      if (node.type === 'table') cells += boundTable(node, MAX_CELLS - cells, file);
      for (const [at, child] of node.children.entries()) {
        nodes += 1;
        if (nodes > MAX_NODES || (depth >= MAX_DEPTH && 'children' in child)) {
          node.children.splice(at);
          file.data.isCut = true;
          break;
        }
        boundAddress(child);
      }
      for (const child of [...node.children].reverse()) {
        if ('children' in child) left.push({ node: child, depth: depth + 1 });
      }
    }
  };
}

/** @returns the cells that it will have */
function boundTable(table: Table, limit: number, file: RenderedFile): number {
  const columns = Math.max(1, table.align?.length ?? table.children[0]?.children.length ?? 1);
  const rows = Math.floor(limit / columns);
  if (table.children.length > rows) {
    file.data.isCut = true;
    table.children.splice(rows);
    if (rows === 0) table.align = [];
  }
  return table.children.length * columns;
}

function boundAddress(node: Nodes): void {
  if (!('url' in node)) return;
  if (node.url.length > MAX_URL) node.url = '';
  if (node.title && node.title.length > MAX_TITLE) node.title = node.title.slice(0, MAX_TITLE);
}
