import { type DefaultTreeAdapterTypes, parseFragment, serialize } from 'parse5';

type Element = DefaultTreeAdapterTypes.Element;

/** All that may come out of the renderer, written down once more and apart from what cleans: tags and attributes. */
const GLOBAL = ['id', 'title', 'dir', 'lang'];
const ALIGN = { align: /^(left|center|right|justify)$/ };
const CELL = {
  ...ALIGN,
  valign: /^(top|middle|bottom|baseline)$/,
  colspan: /^\d{1,2}$/,
  rowspan: /^\d{1,2}$/,
  width: /^\d{1,4}(px|%)?$/,
};
const LABEL = /^[^\p{Cc}]+$/su;
const REGION = { role: /^(region|group|note)$/, 'aria-label': LABEL, tabindex: /^0$/ };
const HEADING = { ...ALIGN, class: /^(readme-h[1-6]|readme-hidden)$/ };

const ALLOWED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  ...Object.fromEntries(
    [
      ...[
        'b',
        'blockquote',
        'br',
        'dd',
        'del',
        'dl',
        'dt',
        'em',
        'hr',
        'i',
        'ins',
        'kbd',
        'picture',
        'q',
        'rp',
      ],
      ...['rt', 'ruby', 's', 'samp', 'strong', 'sub', 'summary', 'sup', 'ul', 'var', 'code'],
    ].map((name) => [name, {}]),
  ),
  a: {
    href: /^(https?:\/\/[^/]|mailto:|#readme-)/,
    rel: /^nofollow ugc noopener noreferrer$/,
    class: /^readme-(anchor|badge|image|footnote-ref|footnote-back)$/,
    'aria-label': LABEL,
  },
  details: { open: /^$/ },
  div: {
    ...ALIGN,
    ...REGION,
    class: /^(readme-heading|readme-table|readme-alert readme-alert-(note|tip|important|warning|caution))$/,
  },
  h2: HEADING,
  h3: HEADING,
  h4: HEADING,
  h5: HEADING,
  h6: HEADING,
  img: {
    ...ALIGN,
    src: /^https:\/\/[^/]/,
    alt: /^/,
    width: /^\d{1,4}(px|%)?$/,
    height: /^\d{1,4}(px)?$/,
    loading: /^lazy$/,
    decoding: /^async$/,
    referrerpolicy: /^no-referrer$/,
    class: /^readme-(dark|light)-only$/,
  },
  input: { type: /^checkbox$/, disabled: /^$/, checked: /^$/, 'aria-label': /^(Completed|Incomplete) task$/ },
  li: { class: /^readme-task$/ },
  ol: { start: /^\d{1,9}$/, type: /^[1aAiI]$/ },
  p: { ...ALIGN, class: /^readme-(alert-title|notice)$/ },
  pre: { ...REGION, class: /^readme-plain$/ },
  section: { class: /^readme-footnotes$/ },
  source: {
    srcset: /^https:\/\/[^\s,]+( [\d.]+[wx])?(, https:\/\/[^\s,]+( [\d.]+[wx])?)*$/,
    media: /^\(prefers-color-scheme:\s*(dark|light)\)$/,
  },
  span: { class: /^(readme-badge|readme-image|hljs-[a-z_-]+)$/ },
  table: { ...ALIGN, width: /^\d{1,4}(px|%)?$/ },
  ...Object.fromEntries(['tbody', 'tfoot', 'thead', 'tr'].map((name) => [name, CELL])),
  td: CELL,
  th: { ...CELL, scope: /^col$/ },
};

/** Requested without anybody's click: only where outside images are allowed. */
const REQUESTING = new Set(['img', 'picture', 'source']);

const DISGUISE = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/u;

/** What a rendered readme has that it must not have, one line each. */
export function forbiddenIn(html: string, { outsideImages = false } = {}): readonly string[] {
  const found: string[] = [];
  const ids = new Set<string>();
  const fragment = parseFragment(html);

  const check = (node: Element) => {
    const allowed = ALLOWED[node.tagName];
    if (
      !Object.hasOwn(ALLOWED, node.tagName) ||
      !allowed ||
      node.namespaceURI !== 'http://www.w3.org/1999/xhtml'
    ) {
      found.push(`<${node.tagName}>`);
      return;
    }
    if (!outsideImages && REQUESTING.has(node.tagName)) found.push(`<${node.tagName}> may request something`);
    for (const { name, value } of node.attrs) {
      const pattern = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
      if (pattern ? !pattern.test(value) : !GLOBAL.includes(name))
        found.push(`<${node.tagName} ${name}="${value}">`);
      if (DISGUISE.test(value)) found.push(`<${node.tagName} ${name}> hides a control character`);
      if (name === 'href' || name === 'src') checkAddress(value);
    }
    const id = node.attrs.find(({ name }) => name === 'id')?.value;
    if (id !== undefined && !id.startsWith('readme-')) found.push(`id="${id}" has no prefix`);
    if (id !== undefined && ids.has(id)) found.push(`id="${id}" comes twice`);
    if (id !== undefined) ids.add(id);
  };
  const checkAddress = (value: string) => {
    if (value.startsWith('#')) return;
    const url = URL.parse(value);
    if (!url || !['http:', 'https:', 'mailto:'].includes(url.protocol)) found.push(`leads to ${value}`);
    if (url?.username || url?.password) found.push(`hides its host: ${value}`);
  };
  const walk = (parent: DefaultTreeAdapterTypes.ParentNode) => {
    for (const node of parent.childNodes) {
      if ('tagName' in node) {
        check(node);
        walk(node);
        if ('content' in node) found.push('a template');
      } else if (node.nodeName === '#comment') found.push('a comment');
      else if ('value' in node && DISGUISE.test(node.value))
        found.push(`text hides: ${JSON.stringify(node.value)}`);
    }
  };
  walk(fragment);

  // What a browser makes of it stays what it is: read once more, and with and without scripts.
  const again = serialize(parseFragment(serialize(fragment)));
  if (again !== serialize(fragment)) found.push('changes when it is read again');
  if (serialize(parseFragment(html, { scriptingEnabled: false })) !== serialize(fragment)) {
    found.push('is read differently without scripts');
  }
  return found;
}
