/**
 * Says what a body is that should have been JSON, from its first bytes; undefined when they may begin JSON.
 *
 * A whole end of a sentence that begins "… answered".
 */
export function describeBody(head: Uint8Array): string | undefined {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return 'JSON behind a byte order mark, which JSON may not have.';
  if (startsWith(head, [0xfe, 0xff]) || startsWith(head, [0xff, 0xfe]))
    return 'UTF-16 text, where JSON is UTF-8.';
  if (startsWith(head, [0x1f, 0x8b])) return 'gzip data that is not declared as such.';
  const text = new TextDecoder('latin1').decode(head).trimStart().toLowerCase();
  if (text === '') return 'an empty body.';
  if (/^<(?:!doctype html|html|head|body|title|!--)/.test(text)) {
    return 'HTML, not JSON: is a proxy or a login page in between?';
  }
  if (text.startsWith('<')) return 'XML, not JSON: is a proxy in between?';
  return undefined;
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
