import { HttpError } from '@shipstats/core';
import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import { safeNext } from '../access/login.tsx';
import { contentSecurityPolicy } from '../access/security-headers.ts';
import type { AppContext } from '../app-context.ts';
import { Button } from '../ui/index.ts';

const COOKIE = 'shipstats_images';
const YEAR_SECONDS = 31_536_000;
const form = z.object({ images: z.enum(['on', 'off']), back: z.string().max(2_000).optional() });

/** Whether this reader has allowed images of other hosts; nobody has who has not said so. */
export function allowsOutsideImages(http: Context): boolean {
  return getCookie(http, COOKIE) === 'on';
}

/** Lets this one answer load images from everywhere, over TLS. */
export function openToOutsideImages(http: Context, { assets }: AppContext): void {
  http.header(
    'Content-Security-Policy',
    contentSecurityPolicy({ styles: assets.styles, allowsOutsideImages: true }),
  );
}

/** Adds `POST /preferences`: what a reader has chosen, in a cookie of their own. */
export function mountPreferences(app: Hono): void {
  app.post('/preferences', async (http) => {
    const parsed = form.safeParse(await http.req.parseBody());
    if (!parsed.success)
      throw new HttpError(400, 'This form cannot be read.', 'It needs images=on or images=off.');
    const { images, back } = parsed.data;
    setCookie(http, COOKIE, images, { path: '/', maxAge: YEAR_SECONDS, httpOnly: true, sameSite: 'Lax' });
    return http.redirect(back ? safeNext(back) : '/', 303);
  });
}

/** Asks for images of other hosts, or to be rid of them: those hosts learn who looks. */
export function OutsideImages({
  count,
  isAllowed,
  back,
}: {
  count: number;
  isAllowed: boolean;
  back: string;
}) {
  if (count === 0) return null;
  const images = count === 1 ? '1 image' : `${count} images`;
  return (
    <form class="outside-images" method="post" action="/preferences">
      <input type="hidden" name="images" value={isAllowed ? 'off' : 'on'} />
      <input type="hidden" name="back" value={back} />
      <p class="soft">
        {isAllowed
          ? `${images} from other hosts, which see that you look.`
          : `${images} from other hosts shown as links.`}
      </p>
      <Button>{isAllowed ? 'Hide images from other hosts' : 'Show images from other hosts'}</Button>
    </form>
  );
}
