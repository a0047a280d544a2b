/** Control characters, and those that turn the direction of text for all that follows. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]+/gu;
/** What most texts are: of ASCII, with single spaces. */
const USUAL = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Text of others as one line that is safe to show: no control characters, not longer than `maxLength`; null for what
 * is no text, or an empty one.
 */
export function toPlainText(value: unknown, maxLength: number): string | null {
  if (typeof value !== 'string' || value === '') return null;
  if (value.length <= maxLength && USUAL.test(value)) return value;
  // Four times as much is looked at: the rest cannot be shown anyway.
  const text = value
    .slice(0, maxLength * 4)
    .toWellFormed()
    .replace(UNSAFE, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  if (text === '') return null;
  return text.length > maxLength ? `${cutWell(text, maxLength - 1)}…` : text;
}

function cutWell(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Texts of a list, each bounded; also of one text alone. */
export function toPlainTexts(value: unknown, maxLength: number, maxCount: number): string[] {
  const list = Array.isArray(value) ? value.slice(0, maxCount * 4) : [value];
  const texts = list.map((each) => toPlainText(each, maxLength)).filter((text) => text !== null);
  return [...new Set(texts)].slice(0, maxCount);
}
