import { HttpError } from '@shipstats/core';
import type { Context } from 'hono';

/** A package's name as a part of an address: `@babel/core` keeps its two signs. */
export function encodeName(name: string): string {
  return name.split('/').map(encodePart).join('/');
}

/** The page of a package. */
export function packageHref(name: string): string {
  return `/pkg:${encodeName(name)}`;
}

/** The page of a user. */
export function userHref(name: string): string {
  return `/@${encodeURIComponent(name)}`;
}

/** The page that compares packages. */
export function compareHref(names: readonly string[]): string {
  return names.length === 0 ? '/compare' : `/compare/${names.map(encodeName).join(',')}`;
}

/**
 * What an address says behind its beginning, decoded once: `/badge/types/@babel/core.svg` is `@babel/core`.
 *
 * @throws HttpError 404 where the end is another one, 400 where a percent sign stands for nothing
 */
export function readTail(http: Context, start: string, end = ''): string {
  const { pathname } = new URL(http.req.url);
  if (
    !pathname.startsWith(start) ||
    !pathname.endsWith(end) ||
    pathname.length <= start.length + end.length
  ) {
    throw new HttpError(404, 'There is nothing at this address.');
  }
  return decodePart(pathname.slice(start.length, pathname.length - end.length));
}

/** @throws HttpError 400 where a percent sign stands for nothing */
export function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // URIError: the only one that decoding throws.
    throw new HttpError(400, 'This address cannot be read.', 'A "%" in it is not followed by two digits.');
  }
}

function encodePart(part: string): string {
  return part.startsWith('@') ? `@${encodeURIComponent(part.slice(1))}` : encodeURIComponent(part);
}
