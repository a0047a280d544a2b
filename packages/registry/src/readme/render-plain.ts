import { cutText, withoutControls } from './clean-text.ts';
import { escapeHtml } from './escape-html.ts';
import type { Readme } from './readme.ts';

/** A readme as it was typed: for what is not Markdown, and for Markdown that is built to be too much to render. */
export function renderPlain(text: string, from: Readme['from']): Readme {
  const { text: kept, isCut } = cutText(text);
  const clean = escapeHtml(withoutControls(kept.toWellFormed()).trimEnd());
  return {
    html: `<pre class="readme-plain" tabindex="0" role="group" aria-label="Readme as plain text">${clean}</pre>`,
    headings: [],
    from,
    isCut,
    outsideImages: 0,
  };
}
