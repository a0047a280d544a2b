/** What npm writes where a package has no readme. */
const PLACEHOLDER = /^ERROR: No README data found!?$/;

/** Whether a packument's or tarball's text is no readme at all: nothing, white space, or npm's own placeholder. */
export function isNoReadme(text: string | null | undefined): boolean {
  const trimmed = text?.slice(0, 1_000).trim() ?? '';
  return PLACEHOLDER.test(trimmed) || (trimmed === '' && (text?.trim() ?? '') === '');
}
