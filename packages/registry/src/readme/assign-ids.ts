import GithubSlugger from 'github-slugger';
import type { Element, Root } from 'hast';
import { toString as textOf } from 'hast-util-to-string';
import { decodeUri } from '../names/decode-uri.ts';
import { isElement, mapElements, stringProperty } from './hast.ts';

/** Before every id of a readme: none can be one of the page's, nor a name that a script would look up. */
export const ID_PREFIX = 'readme-';

export const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;

/** Gives ids their prefix, headings an id, and takes away the second of two. `<a name>` is an id as well. */
export function assignIds(): (tree: Root) => void {
  return (tree) => {
    const taken = new Set<string>();
    const slugger = new GithubSlugger();
    mapElements(tree, (node) => {
      if (isElement(node, ...HEADINGS)) {
        const wanted = writtenId(node) ?? (slugger.slug(textOf(node)) || 'section');
        let id = wanted;
        for (let copy = 1; taken.has(id); copy += 1) id = `${wanted}-${copy}`;
        taken.add(id);
        node.properties.id = ID_PREFIX + id;
      }
      return undefined;
    });
    mapElements(tree, (node) => {
      if (!isElement(node, ...HEADINGS)) {
        const id = writtenId(node);
        delete node.properties.id;
        if (id !== undefined && !taken.has(id)) {
          taken.add(id);
          node.properties.id = ID_PREFIX + id;
        }
      }
      delete node.properties.name;
      return undefined;
    });
  };
}

function writtenId(node: Element): string | undefined {
  const id = stringProperty(node, 'id') ?? stringProperty(node, 'name');
  return id !== undefined && /^[^\s"'<>&`=]{1,200}$/u.test(id) ? id : undefined;
}

/** Leads `#section` to where it is in the readme; a link to what is not there is none. */
export function linkFragments(): (tree: Root) => void {
  return (tree) => {
    const ids = new Set<string>();
    mapElements(tree, (node) => {
      if (typeof node.properties.id === 'string') ids.add(node.properties.id);
      return undefined;
    });
    mapElements(tree, (node) => {
      const href = stringProperty(node, 'href');
      if (!href?.startsWith('#')) return undefined;
      const id = candidates(href.slice(1)).find((candidate) => ids.has(candidate));
      if (id === undefined) delete node.properties.href;
      else node.properties.href = `#${id}`;
      return undefined;
    });
  };
}

/** Written by hand, fragments are often in another case, or were copied from GitHub with its own prefix. */
function candidates(fragment: string): string[] {
  const decoded = decodeUri(fragment) ?? fragment;
  const plain = decoded.replace(/^(user-content-|readme-)/, '');
  return [fragment, decoded, decoded.toLowerCase(), plain, plain.toLowerCase()].map((id) => ID_PREFIX + id);
}
