/** A token as full-text search takes it literally: https://sqlite.org/fts5.html#full_text_query_syntax */
export function quote(token: string): string {
  return `"${token}"`;
}

/** One of the parts of a question. */
export function anyOf(parts: readonly string[]): string {
  return `(${parts.join(' OR ')})`;
}

/** All of them. */
export function allOf(parts: readonly string[]): string {
  return `(${parts.join(' AND ')})`;
}
