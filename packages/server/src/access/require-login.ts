import { HttpError, toUnixSeconds } from '@shipstats/core';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { AppContext } from '../app-context.ts';
import type { AttemptLimit } from './attempt-limit.ts';
import { isExplorePath, isOpenPath } from './open-paths.ts';
import { isEqual, type Sessions } from './session.ts';

export const SESSION_COOKIE = 'shipstats_session';

/** Where the request says that it comes from somebody who is let through everywhere. */
const MEMBER = 'isMember';

export interface Guard {
  readonly sessions: Sessions;
  /** Passwords that failed. */
  readonly logins: AttemptLimit;
  /** Tokens that failed; apart, so that a script with an old token does not lock out its owner. */
  readonly tokens: AttemptLimit;
}

/**
 * Lets only those through who are logged in or bring the token; pages lead to the login, the API answers 401.
 *
 * What Explore shows may be read by everybody.
 */
export function requireLogin(context: AppContext, guard: Guard): MiddlewareHandler {
  return async function requireLogin(http, next) {
    const { path } = http.req;
    if (isOpenPath(path) || context.assets.read(path) !== undefined) return next();
    const now = toUnixSeconds(context.clock());
    if (guard.sessions.isValid(getCookie(http, SESSION_COOKIE), now)) {
      http.set(MEMBER, true);
      return next();
    }
    const bearer = bearerToken(http);
    if (bearer !== undefined) {
      checkBearer(http, bearer, now, context, guard);
      http.set(MEMBER, true);
      return next();
    }
    if (isReading(http) && isExplorePath(path)) return next();
    if (isForPrograms(path)) {
      http.header('WWW-Authenticate', 'Bearer realm="shipstats"');
      throw new HttpError(
        401,
        'A login is needed.',
        'Send "Authorization: Bearer …" with the SHIPSTATS_TOKEN of the server, or log in at /login.',
      );
    }
    if (!isReading(http)) {
      throw new HttpError(401, 'Your login has ended.', 'Log in again, then repeat what you did.');
    }
    const { pathname, search } = new URL(http.req.url);
    const next_ = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return http.redirect(`/login${next_}`, 303);
  };
}

/** Whether a request comes from somebody who may see and do everything: all do where nothing is asked for. */
export function isMember(http: Context, context: Pick<AppContext, 'access'>): boolean {
  return context.access === null || http.get(MEMBER) === true;
}

/** The token of an `Authorization: Bearer` header. */
export function bearerToken(http: Context): string | undefined {
  return /^Bearer\s+(\S+)$/i.exec(http.req.header('authorization') ?? '')?.[1];
}

/** Who asks, for limiting attempts; proxies are not believed, since anybody may claim to be one. */
export function clientAddress(http: Context): string {
  // The bindings of @hono/node-server; absent where the app is called without a server.
  const bindings: unknown = http.env;
  const incoming = readField(bindings, 'incoming');
  const address = readField(readField(incoming, 'socket'), 'remoteAddress');
  return typeof address === 'string' ? address : 'unknown';
}

/** Throws a 429 while an address has to wait. */
export function checkAttempts(http: Context, address: string, now: number, attempts: AttemptLimit): void {
  const wait = attempts.waitSeconds(address, now);
  if (wait === 0) return;
  http.header('Retry-After', `${wait}`);
  throw new HttpError(429, 'Too many attempts that failed.', `Try again in ${wait} seconds.`);
}

/** The right token is never refused: behind a proxy, strangers who fail have the same address as its owner. */
function checkBearer(http: Context, bearer: string, now: number, context: AppContext, guard: Guard): void {
  const token = context.access?.token;
  if (token !== undefined && isEqual(bearer, token)) return;
  const address = clientAddress(http);
  checkAttempts(http, address, now, guard.tokens);
  guard.tokens.failed(address, now);
  throw new HttpError(
    401,
    'This token is not valid.',
    'It must be the SHIPSTATS_TOKEN that the server was started with.',
  );
}

function isReading(http: Context): boolean {
  return http.req.method === 'GET' || http.req.method === 'HEAD';
}

function isForPrograms(path: string): boolean {
  return path.startsWith('/api/') || path.endsWith('.csv');
}

function readField(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
