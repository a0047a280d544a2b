/**
 * Every text that is left when up to `edits` letters are taken out, itself included: two texts that are a typing error
 * apart have one in common (https://github.com/wolfgarbe/SymSpell).
 */
export function deletionsOf(text: string, edits: 1 | 2): Set<string> {
  const found = new Set([text]);
  let last: Iterable<string> = [text];
  for (let round = 0; round < edits; round++) {
    const next = new Set<string>();
    for (const each of last) {
      for (let at = 0; at < each.length; at++) next.add(each.slice(0, at) + each.slice(at + 1));
    }
    for (const each of next) found.add(each);
    last = next;
  }
  return found;
}

/** 48 bits of a text (FNV-1a, twice): whole numbers that SQLite stores in six bytes. */
export function hashText(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b);
  }
  return ((high >>> 0) & 0xffff) * 2 ** 32 + (low >>> 0);
}
