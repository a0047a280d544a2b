import { cutText, withoutControls } from './clean-text.ts';
import { escapeHtml } from './escape-html.ts';
import type { Readme } from './readme.ts';

/** A readme as it was typed: for what is not Markdown, and for Markdown that cannot be rendered, with the reason. */
export function renderPlain(text: string, from: Readme['from'], reason?: string): Readme {
  const { text: kept, isCut } = cutText(text);
  const clean = escapeHtml(withoutControls(kept.replace(/^\uFEFF/, '').toWellFormed()).trimEnd());
  const notice =
    reason === undefined
      ? ''
      : `<p class="readme-notice">This readme is shown as it was typed: ${escapeHtml(reason)}.</p>\n`;
  return {
    html: `${notice}<pre class="readme-plain" tabindex="0" role="group" aria-label="Readme as plain text">${clean}</pre>`,
    headings: [],
    from,
    isCut,
    outsideImages: 0,
  };
}
