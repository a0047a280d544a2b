import type { Schema } from 'hast-util-sanitize';

const ALIGN: [string, ...string[]] = ['align', 'left', 'center', 'right', 'justify'];
const VALIGN: [string, ...string[]] = ['vAlign', 'top', 'middle', 'bottom', 'baseline'];
const SPAN = /^[1-9]\d?$/;
const PIXELS = /^\d{1,4}(px)?$/;
const PIXELS_OR_SHARE = /^(\d{1,4}(px)?|\d{1,2}%|100%)$/;

/**
 * What of HTML may stand in a readme: GitHub's list (hast-util-sanitize's default schema) without what a page of ours
 * has no use for. Anything else is taken away, and its content stays.
 *
 * Classes, roles, labels and other attributes that are ours are set after this step: no readme can bring its own.
 */
export const README_SCHEMA: Schema = {
  tagNames: [
    ...['a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'details', 'div', 'dl', 'dt', 'em'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'input', 'ins', 'kbd', 'li', 'ol', 'p'],
    ...['picture', 'pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'source', 'span', 'strong'],
    ...['sub', 'summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'ul', 'var'],
  ],
  // Their text is no text for readers.
  strip: [
    ...['script', 'style', 'template', 'title', 'textarea', 'select', 'svg', 'math', 'iframe', 'object'],
    ...['noembed', 'noframes', 'noscript', 'xmp', 'plaintext', 'video', 'audio', 'canvas', 'head', 'dialog'],
  ],
  ancestors: {
    tbody: ['table'],
    td: ['table'],
    tfoot: ['table'],
    th: ['table'],
    thead: ['table'],
    tr: ['table'],
    source: ['picture'],
    summary: ['details'],
  },
  attributes: {
    '*': ['id', 'lang', ['dir', 'ltr', 'rtl', 'auto'], 'title'],
    a: [
      'href',
      'name',
      'dataFootnoteRef',
      'dataFootnoteBackref',
      ['ariaLabel', /^Back to reference [\d-]{1,12}$/],
    ],
    code: [['className', /^language-./]],
    details: ['open'],
    div: [ALIGN],
    ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p'].map((name) => [name, [ALIGN]])),
    img: ['src', 'alt', ALIGN, ['width', PIXELS_OR_SHARE], ['height', PIXELS]],
    input: [['type', 'checkbox'], 'checked'],
    ol: [
      ['start', /^\d{1,9}$/],
      ['type', '1', 'a', 'A', 'i', 'I'],
    ],
    section: ['dataFootnotes'],
    source: ['srcSet', ['media', /^\(prefers-color-scheme:\s*(dark|light)\)$/]],
    table: [ALIGN, ['width', PIXELS_OR_SHARE]],
    ...Object.fromEntries(['tbody', 'thead', 'tfoot', 'tr'].map((name) => [name, [ALIGN, VALIGN]])),
    ...Object.fromEntries(
      ['td', 'th'].map((name) => [
        name,
        [ALIGN, VALIGN, ['colSpan', SPAN], ['rowSpan', SPAN], ['width', PIXELS_OR_SHARE]],
      ]),
    ),
  },
  protocols: { href: ['http', 'https', 'mailto'], src: ['https'], srcSet: ['https'] },
  required: { input: { type: 'checkbox', disabled: true } },
  // Every id and name gets its prefix in a step of its own, which also sees to it that none comes twice.
  clobber: [],
  clobberPrefix: '',
  allowComments: false,
  allowDoctypes: false,
};
