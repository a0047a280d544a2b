export interface Part {
  readonly text: string;
  readonly isMatch: boolean;
}

/** Cuts a name where words of the search stand in it, to mark them: letters alone count, not capitals. */
export function markMatches(name: string, query: string): readonly Part[] {
  const lower = name.toLowerCase();
  // Where lower case has another length (a few letters of a few languages) places do not fit: nothing is marked.
  if (lower.length !== name.length) return [{ text: name, isMatch: false }];
  const isMatch = new Array<boolean>(name.length).fill(false);
  for (const word of query.toLowerCase().split(/[\s@/._-]+/)) {
    const at = word === '' ? -1 : lower.indexOf(word);
    if (at >= 0) isMatch.fill(true, at, at + word.length);
  }
  const parts: { text: string; isMatch: boolean }[] = [];
  for (let index = 0; index < name.length; index += 1) {
    const last = parts.at(-1);
    const letter = name[index] ?? '';
    if (last && last.isMatch === isMatch[index]) last.text += letter;
    else parts.push({ text: letter, isMatch: isMatch[index] === true });
  }
  return parts;
}
