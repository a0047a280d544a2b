import { ConnectorError } from '@shipstats/core';

/** Query parameters: an array repeats its name, `undefined` and an empty array are left out. */
export type UrlParams = Readonly<
  Record<string, string | number | boolean | undefined | readonly (string | number | boolean)[]>
>;

export interface JoinUrlOptions {
  /**
   * Sends `=` in values as it is instead of `%3D`; default false. Both mean the same by the URL standard, but some
   * servers are said to refuse page tokens with the latter.
   */
  readonly rawEquals?: boolean;
}

/**
 * Joins a base URL, a path and query parameters.
 *
 * The base may end in a slash, and in the path's own first segment where that is a version: with the path
 * `/v1/organization/costs`, `https://host`, `https://host/` and `https://host/v1/` are the same base.
 * Values are percent-encoded as UTF-8, so that the server decodes the very same bytes (`+` is never a space).
 */
export function joinUrl(
  base: string | URL,
  path: string,
  params: UrlParams = {},
  options: JoinUrlOptions = {},
): string {
  const url = new URL(base);
  const segments = path.split('/').filter((segment) => segment !== '');
  const baseSegments = url.pathname.split('/').filter((segment) => segment !== '');
  const [version] = segments;
  if (version !== undefined && /^v\d+$/.test(version) && baseSegments.at(-1) === version) baseSegments.pop();
  const pairs = Object.entries(params).flatMap(([name, value]) =>
    toList(value).map((item) => `${encode(name)}=${encodeValue(String(item), options)}`),
  );
  const query = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return `${url.origin}/${[...baseSegments, ...segments].join('/')}${query}`;
}

function toList(value: UrlParams[string]): readonly (string | number | boolean)[] {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [value];
}

function encode(text: string): string {
  // A lone surrogate has no UTF-8 and would throw.
  return encodeURIComponent(text.toWellFormed());
}

function encodeValue(text: string, { rawEquals = false }: JoinUrlOptions): string {
  return rawEquals ? encode(text).replaceAll('%3D', '=') : encode(text);
}

/**
 * Checks the address of an API before any credentials go there, and gives it parsed.
 *
 * @throws ConnectorError `config` unless it is `https` (or `http` to this machine), without user name and password,
 * without query and fragment.
 */
export function checkBaseUrl(address: string): URL {
  const url = parseUrl(address);
  if (url.username !== '' || url.password !== '') {
    throw configError(
      `The base URL of ${url.host} has a user name or password in it.`,
      'Take it out; the key goes into its own option.',
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw configError(
      `The base URL "${shorten(address)}" is not a web address.`,
      'It should start with https://.',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw configError(
      `The base URL "${url.origin}" is not encrypted: the key could be read on the way.`,
      'Use https://; plain http:// is accepted for this machine only (127.0.0.1, localhost).',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw configError(
      `The base URL of ${url.host} has a query or fragment in it.`,
      'Leave out everything from "?" or "#" on.',
    );
  }
  return url;
}

/** Tells whether a URL's host name is this machine: `localhost`, names under it, 127.0.0.0/8, `[::1]`. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  );
}

function parseUrl(address: string): URL {
  try {
    return new URL(address);
  } catch {
    // TypeError: not a URL. Its own message says no more than that.
    throw configError(
      `The base URL "${shorten(address)}" cannot be read.`,
      'It should be a whole address such as https://api.example.com.',
    );
  }
}

/** Shows what the user wrote, unless there may be a password in it. */
function shorten(address: string): string {
  if (address.includes('@')) return '…';
  return address.length > 100 ? `${address.slice(0, 100)}…` : address;
}

function configError(message: string, hint: string): ConnectorError {
  return new ConnectorError(`${message} ${hint}`, { code: 'config', hint });
}
