/** Where a redirect leads to; undefined where it is not followed: no address, not of the web, or out of encryption. */
export function nextHop(from: URL, location: string): URL | undefined {
  if (!URL.canParse(location, from.href)) return undefined;
  const next = new URL(location, from.href);
  if (!/^https?:$/.test(next.protocol)) return undefined;
  if (from.protocol === 'https:' && next.protocol !== 'https:') return undefined;
  // Nobody is to be logged in by an address.
  next.username = '';
  next.password = '';
  return next;
}
