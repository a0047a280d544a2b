/** Writes rows as CSV (RFC 4180). */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((cells) => cells.map(escapeCell).join(',')).join('\r\n')}\r\n`;
}

/** Quotes what needs it, and defuses what a spreadsheet would take for a formula (but not negative numbers). */
function escapeCell(text: string): string {
  const formula = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && !/^-\d+(\.\d+)?$/.test(text));
  const safe = formula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
