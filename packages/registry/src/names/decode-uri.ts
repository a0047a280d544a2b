/** Text without its `%20`; null where a `%` in it is none of an encoding. */
export function decodeUri(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // URIError
  }
}
