import type { Readme, RenderReadmeOptions } from './readme.ts';
import { renderPlain } from './render-plain.ts';

/** GitHub's names of Markdown files, https://github.com/github/markup#markups */
const MARKDOWN = /\.(md|mkdn?|mdwn|mdown|markdown|mdx|litcoffee)$/i;

/**
 * Renders a readme as GitHub does, into HTML that is safe to put into a page as it is: nothing in it can run, ask
 * another host for something, leave its place or take a name of the page's.
 *
 * Text that is no Markdown by its name, or nested so deeply that no reader could follow, comes as it was typed. It
 * works in the thread that calls it, for as long as a hostile text makes it: servers use `createReadmeRenderer`.
 *
 * @example
 * const { html } = await renderReadme('# Hello', {
 *   from: 'packument', path: 'README.md', repository: null, ref: null, allowOutsideImages: false,
 * });
 */
export async function renderReadme(markdown: string, options: RenderReadmeOptions): Promise<Readme> {
  if (!MARKDOWN.test(options.path)) return renderPlain(markdown, options.from);
  // Some sixty modules: whoever never renders, never loads them.
  const { renderMarkdown } = await import('./render-markdown.ts');
  return renderMarkdown(markdown, options);
}
