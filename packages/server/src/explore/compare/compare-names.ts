import { HttpError } from '@shipstats/core';

/** More lines than this are no comparison: a chart has ten colours. */
export const MAX_COMPARED = 10;

/**
 * The names in `/compare/a,b,@scope/c`, in their order, each once.
 *
 * @throws HttpError 400 for more than ten, with what to do
 */
export function readCompareNames(text: string): readonly string[] {
  // People paste lists as they have them: with commas, spaces, or both.
  const names = [
    ...new Set(
      text
        .split(/[\s,]+/)
        .map((name) => name.replace(/^(?:npm:|pkg:)/, '').replace(/\/+$/, ''))
        .filter((name) => name !== ''),
    ),
  ];
  if (names.length <= MAX_COMPARED) return names;
  throw new HttpError(
    400,
    `${names.length} packages are more than can be compared.`,
    `Take ${MAX_COMPARED} of them at most: one chart holds no more lines that can be told apart.`,
  );
}
