/** A column of a table in the terminal. */
export interface TextColumn {
  readonly head: string;
  /** `decimal` lines numbers up at their points. */
  readonly align?: 'left' | 'right' | 'decimal';
}

/** Lays out a table with aligned columns, two spaces apart; widths are those of the texts without colours. */
export function renderTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string[] {
  const cells = columns.map((column, index) => {
    const texts = rows.map((row) => row[index] ?? '');
    return column.align === 'decimal' ? alignAtPoint(texts) : texts;
  });
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column.head), ...(cells[index] ?? []).map(textWidth), 0),
  );
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => {
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - textWidth(text)));
        return (columns[index]?.align ?? 'left') === 'left' ? text + space : space + text;
      })
      .join('  ')
      .trimEnd();
  return [
    line(columns.map((column) => column.head)),
    ...rows.map((_, row) => line(cells.map((texts) => texts[row] ?? ''))),
  ];
}

/** Fills up behind the point, so that numbers of equal right edges have their points in one line. */
function alignAtPoint(texts: readonly string[]): string[] {
  const tail = (text: string) => {
    const digits = /\.(\d+)/.exec(text);
    return digits?.[0].length ?? 0;
  };
  const longest = Math.max(0, ...texts.map(tail));
  return texts.map((text) => text + ' '.repeat(longest - tail(text)));
}

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** How many columns a text takes; colours take none. */
export function textWidth(text: string): number {
  return [...text.replaceAll(ESCAPES, '')].length;
}
