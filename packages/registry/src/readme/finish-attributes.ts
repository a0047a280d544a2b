import type { Element, Root } from 'hast';
import { ID_PREFIX } from './assign-ids.ts';
import { withoutControls } from './clean-text.ts';
import { isElement, mapElements, stringProperty } from './hast.ts';

const MAX_TITLE = 500;

/** What is left to do for single attributes: languages that exist, footnotes by classes, text without disguise. */
export function finishAttributes(): (tree: Root) => void {
  return (tree) => {
    cleanTexts(tree);
    mapElements(tree, (node) => {
      finishFootnotes(node);
      cleanTexts(node);
      for (const name of ['title', 'alt', 'ariaLabel']) {
        const value = stringProperty(node, name);
        if (value !== undefined)
          node.properties[name] = withoutControls(value).slice(0, MAX_TITLE).toWellFormed();
      }
      const lang = stringProperty(node, 'lang');
      // Of code it says another kind of language, which is read later.
      if (lang !== undefined && !isElement(node, 'pre') && !isLanguage(lang)) delete node.properties.lang;
      return undefined;
    });
  };
}

/** Entities are read after the text was cleaned. */
function cleanTexts(parent: Root | Element): void {
  for (const child of parent.children) if (child.type === 'text') child.value = withoutControls(child.value);
}

function finishFootnotes(node: Element): void {
  const { properties } = node;
  if (isElement(node, 'section')) {
    if ('dataFootnotes' in properties) properties.className = ['readme-footnotes'];
    else node.tagName = 'div';
  }
  if ('dataFootnoteRef' in properties) {
    properties.className = ['readme-footnote-ref'];
    const number = node.children[0]?.type === 'text' ? node.children[0].value : '';
    if (properties.href) properties.ariaLabel = `Footnote ${number}`.trim();
  }
  if ('dataFootnoteBackref' in properties) properties.className = ['readme-footnote-back'];
  else if (isElement(node, 'a') && properties.className === undefined) delete properties.ariaLabel;
  if (properties.id === `${ID_PREFIX}footnote-label`) properties.className = ['readme-hidden'];
  for (const name of ['dataFootnotes', 'dataFootnoteRef', 'dataFootnoteBackref']) delete properties[name];
}

function isLanguage(tag: string): boolean {
  try {
    const [canonical = ''] = Intl.getCanonicalLocales(tag);
    // Words of other kinds have the shape of a language too: `text`, `js`.
    return new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(canonical) !== undefined;
  } catch {
    return false; // RangeError: not even the shape of one
  }
}
