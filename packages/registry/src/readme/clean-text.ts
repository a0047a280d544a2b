import { isUtf8 } from 'node:buffer';

/** How much of a readme is rendered; npm's own packuments stop at 64 kB. */
export const README_LIMIT_BYTES = 512 * 1024;

/** Control characters beside tab and line ends, and those that turn the direction of text around (Trojan Source). */
const CONTROLS = /[^\P{Cc}\t\n\r]|[\u202A-\u202E\u2066-\u2069]/gu;

/** More marks upon one letter than any language writes: piled up, they reach over the lines above and below. */
const PILED_MARKS = /(\p{M}{6})\p{M}+/gu;

/** Text without what could hide or disguise other text. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '').replace(PILED_MARKS, '$1');
}

/** A text that is as long as what is rendered, and whether something was left out. */
export function cutText(text: string, limitBytes = README_LIMIT_BYTES): { text: string; isCut: boolean } {
  // No character takes more than three bytes a UTF-16 unit.
  if (text.length * 3 <= limitBytes || Buffer.byteLength(text) <= limitBytes) return { text, isCut: false };
  const bytes = Buffer.from(text.slice(0, limitBytes)).subarray(0, limitBytes);
  // A character that was cut in two is at most three bytes too many.
  const whole = [0, 1, 2, 3].find((less) => isUtf8(bytes.subarray(0, bytes.length - less))) ?? 0;
  const kept = bytes.subarray(0, bytes.length - whole).toString('utf8');
  const lineEnd = kept.lastIndexOf('\n');
  return { text: lineEnd > 0 ? kept.slice(0, lineEnd + 1) : kept, isCut: true };
}
