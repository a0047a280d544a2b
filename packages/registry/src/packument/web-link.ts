const MAX_LENGTH = 2_000;

/** An address that may stand in a link: `https:` or `http:`, without anybody's password; null for all else. */
export function toWebLink(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return null;
  const text = value.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  if (url.hostname === '') return null;
  url.username = '';
  url.password = '';
  return url.href.length > MAX_LENGTH ? null : url.href;
}
