import type { Root } from 'hast';
import { sanitize } from 'hast-util-sanitize';
import rehypeRaw from 'rehype-raw';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { assignIds, linkFragments } from './assign-ids.ts';
import { boundHtml, boundRawHtml, TooMuch } from './bound-html.ts';
import { boundMarkdown } from './bound-markdown.ts';
import { cutText, withoutControls } from './clean-text.ts';
import { finishAttributes } from './finish-attributes.ts';
import { finishCode } from './finish-code.ts';
import { finishHeadings } from './finish-headings.ts';
import { finishLinks } from './finish-links.ts';
import { finishLists } from './finish-lists.ts';
import { finishTables } from './finish-tables.ts';
import type { Readme, ReadmeHeading, RenderReadmeOptions } from './readme.ts';
import { renderAlerts } from './render-alerts.ts';
import { renderEmoji } from './render-emoji.ts';
import { renderImages } from './render-images.ts';
import { renderPlain } from './render-plain.ts';
import { createTargets } from './repository-targets.ts';
import { resolveTargets } from './resolve-targets.ts';
import { README_SCHEMA } from './sanitize-schema.ts';

/** So many marks of quotes and lists at the start of one line: each is a level. */
const NESTED = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))){100}/m;

const TOO_DEEP = 'it is nested more deeply than can be rendered';

/** Renders Markdown as GitHub does; see `renderReadme`, which loads this when it is first needed. */
export function renderMarkdown(markdown: string, options: RenderReadmeOptions): Readme {
  const { text, isCut } = cutText(markdown.replace(/^\uFEFF/, ''));
  if (NESTED.test(text)) return renderPlain(markdown, options.from, TOO_DEEP);
  const headings: ReadmeHeading[] = [];
  let outsideImages = 0;
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(boundMarkdown)
    .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: '' })
    .use(boundRawHtml)
    // Tags whose content a browser takes as text are shown as they were typed, as GitHub does.
    .use(rehypeRaw, { tagfilter: true })
    .use(resolveTargets, createTargets(options))
    .use(sanitizeReadme)
    // From here on everything that is added is ours.
    .use(boundHtml)
    .use(assignIds)
    .use(renderEmoji)
    .use(renderAlerts)
    .use(
      renderImages({
        isAllowed: options.allowOutsideImages,
        onImage: () => {
          outsideImages += 1;
        },
      }),
    )
    .use(linkFragments)
    .use(finishAttributes)
    .use(finishLinks)
    .use(finishHeadings((heading) => headings.push(heading)))
    .use(finishLists)
    .use(finishTables)
    .use(finishCode)
    .use(rehypeStringify, { characterReferences: { useNamedReferences: true } });
  try {
    const file = processor.processSync(withoutControls(text.toWellFormed()));
    return {
      html: String(file),
      headings,
      from: options.from,
      isCut: isCut || file.data.isCut === true,
      outsideImages,
    };
  } catch (error) {
    // RangeError: nested too deeply for steps that call themselves for each level.
    if (error instanceof RangeError) return renderPlain(markdown, options.from, TOO_DEEP);
    if (error instanceof TooMuch) return renderPlain(markdown, options.from, error.message);
    throw error;
  }
}

function sanitizeReadme(): (tree: Root) => Root {
  return (tree) => {
    const safe = sanitize(tree, README_SCHEMA);
    // A root with a single child comes back as that child.
    if (safe.type === 'root') return safe;
    return { type: 'root', children: safe.type === 'doctype' ? [] : [safe] };
  };
}
