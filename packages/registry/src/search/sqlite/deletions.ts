/**
 * A text, and what is left of it when one letter is taken out: two texts that are a typing error apart have one of
 * these in common (https://github.com/wolfgarbe/SymSpell).
 */
export function deletionsOf(text: string): Set<string> {
  const found = new Set([text]);
  for (let at = 0; at < text.length; at++) found.add(text.slice(0, at) + text.slice(at + 1));
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
