import GithubSlugger from 'github-slugger';
import type { Nodes, Root } from 'mdast';

/** Gives each Markdown heading the id that GitHub gives it: made from its text as typed, `:rocket:` unreplaced. */
export function slugMarkdown(): (tree: Root) => void {
  return (tree) => {
    const slugger = new GithubSlugger();
    const visit = (node: Nodes) => {
      if (node.type === 'heading') {
        node.data = { ...node.data, hProperties: { id: slugger.slug(textOf(node)) || 'section' } };
      } else if ('children' in node) node.children.forEach(visit);
    };
    visit(tree);
  };
}

function textOf(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  return 'children' in node ? node.children.map(textOf).join('') : '';
}
