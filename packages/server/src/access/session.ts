import { createHmac, randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

/** How long a login holds. */
export const SESSION_SECONDS = 30 * 86_400;

export interface Sessions {
  /** A new session as a cookie carries it. */
  issue(nowSeconds: number): string;
  isValid(cookie: string | undefined, nowSeconds: number): boolean;
  /** Makes one session worthless, until the server starts again. */
  revoke(cookie: string | undefined): void;
}

/**
 * Signs sessions: `id.expires.signature`, so that they outlive a restart and nothing has to be stored.
 *
 * The key comes from the password: a new password ends every session. It is stretched, so that a stolen cookie does
 * not help in guessing the password.
 */
export function createSessions(password: string): Sessions {
  const key = scryptSync(password, 'shipstats session v1', 32);
  const revoked = new Set<string>();
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    issue(nowSeconds) {
      const body = `${randomBytes(16).toString('base64url')}.${nowSeconds + SESSION_SECONDS}`;
      return `${body}.${sign(body)}`;
    },
    isValid(cookie, nowSeconds) {
      const [id, expires, signature, ...rest] = cookie?.split('.') ?? [];
      if (!id || !expires || !signature || rest.length > 0 || revoked.has(id)) return false;
      return isEqual(signature, sign(`${id}.${expires}`)) && Number(expires) > nowSeconds;
    },
    revoke(cookie) {
      const [id = '', expires = '', signature = ''] = cookie?.split('.') ?? [];
      // Only our own: strangers must not fill the list.
      if (isEqual(signature, sign(`${id}.${expires}`))) revoked.add(id);
    },
  };
}

/** Compares two secrets in a time that tells nothing of either, their lengths included. */
export function isEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
