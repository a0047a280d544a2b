/**
 * Edits between two texts: insert, delete, replace, swap neighbours (optimal string alignment). `limit + 1` stands for
 * any greater number. Only the band of the table that `limit` leaves open is filled.
 *
 * `whole` compares with all of `target`; `beginning` with the nearest of its beginnings.
 */
export function editDistance(
  text: string,
  target: string,
  limit: number,
): { whole: number; beginning: number } {
  const rows = text.length;
  const columns = Math.min(target.length, rows + limit);
  const tooMany = limit + 1;
  if (rows - columns > limit) return { whole: tooMany, beginning: tooMany };
  const width = columns + 1;
  // Three rows, used in turn: this one, the last, the one before it.
  const costs = new Uint16Array(3 * width).fill(tooMany);
  for (let column = 0; column <= Math.min(columns, limit); column++) costs[column] = column;
  for (let row = 1; row <= rows; row++) {
    const here = (row % 3) * width;
    const last = ((row + 2) % 3) * width;
    const beforeLast = ((row + 1) % 3) * width;
    costs.fill(tooMany, here, here + width);
    if (row <= limit) costs[here] = row;
    const letter = text.charCodeAt(row - 1);
    let best = row <= limit ? row : tooMany;
    for (let column = Math.max(1, row - limit); column <= Math.min(columns, row + limit); column++) {
      const other = target.charCodeAt(column - 1);
      let cost = (costs[last + column - 1] ?? tooMany) + (letter === other ? 0 : 1);
      cost = Math.min(cost, (costs[last + column] ?? tooMany) + 1, (costs[here + column - 1] ?? tooMany) + 1);
      const areSwapped =
        row > 1 &&
        column > 1 &&
        letter === target.charCodeAt(column - 2) &&
        text.charCodeAt(row - 2) === other;
      if (areSwapped) cost = Math.min(cost, (costs[beforeLast + column - 2] ?? tooMany) + 1);
      costs[here + column] = Math.min(cost, tooMany);
      if (cost < best) best = cost;
    }
    if (best > limit) return { whole: tooMany, beginning: tooMany };
  }
  const end = (rows % 3) * width;
  const whole = target.length > columns ? tooMany : (costs[end + columns] ?? tooMany);
  return { whole, beginning: Math.min(...costs.subarray(end, end + width)) };
}
