/** The candidate that the reader most likely meant, or undefined where none is near. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  if (best && best.distance <= Math.floor(word.length / 3)) return best.candidate;
  const within = candidates.filter(
    (candidate) => wanted.length >= 3 && candidate.toLowerCase().includes(wanted),
  );
  return within.length === 1 ? within[0] : undefined;
}

/** "Did you mean "x"?" where something is near, else the list of valid words (cut when long). */
export function suggest(word: string, candidates: readonly string[]): string {
  const near = closest(word, candidates);
  if (near !== undefined) return `Did you mean ${JSON.stringify(near)}?`;
  if (candidates.length === 0) return '';
  const shown = candidates.slice(0, 12).join(', ');
  return `Valid: ${shown}${candidates.length > 12 ? `, and ${candidates.length - 12} more` : ''}.`;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(left: string, right: string): number {
  const rows = left.length + 1;
  const columns = right.length + 1;
  const cells = new Uint16Array(rows * columns);
  const at = (row: number, column: number) => cells[row * columns + column] ?? 0;
  for (let row = 0; row < rows; row++) cells[row * columns] = row;
  for (let column = 0; column < columns; column++) cells[column] = column;
  for (let row = 1; row < rows; row++) {
    for (let column = 1; column < columns; column++) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1;
      let cost = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + same);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, at(row - 2, column - 2) + 1);
      cells[row * columns + column] = cost;
    }
  }
  return at(rows - 1, columns - 1);
}
