import { HttpError } from '@shipstats/core';
import type { Explore, Followed } from '@shipstats/registry';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { safeNext } from '../../access/login.tsx';
import type { AppContext } from '../../app-context.ts';
import { reportError } from '../../errors.ts';
import { checkPackage } from '../check-package.ts';
import { renderMyPackages } from './my-packages.tsx';

const form = z.object({
  kind: z.enum(['package', 'user']),
  // npm allows 214 letters; what is no name at all is told by `follow` itself.
  name: z.string().min(1).max(300),
  // Only a path of ours, see `safeNext`: a form must not lead elsewhere.
  back: z.string().max(2_000).optional(),
});

/** Adds `POST /follow`, `POST /unfollow` and `/my-packages`. */
export function mountFollow(app: Hono, context: AppContext): void {
  app.get('/my-packages', (http) => renderMyPackages(http, context));
  app.post('/follow', async (http) => {
    const { kind, name, back } = await readForm(http);
    await checkThere(kind, name, context.explore);
    await context.explore.follow(kind, name);
    void readAll(kind, name, context).catch((error: unknown) => reportError(error, context));
    return http.redirect(withNotice(back, 'followed'), 303);
  });
  app.post('/unfollow', async (http) => {
    const { kind, name, back } = await readForm(http);
    await context.explore.unfollow(kind, name);
    return http.redirect(withNotice(back, 'unfollowed'), 303);
  });
}

/** Refuses what npm does not have; while npm does not answer, anything may be followed. @throws HttpError 400, 404, 410 */
async function checkThere(kind: Followed['kind'], name: string, explore: Explore): Promise<void> {
  if (kind === 'package') return checkPackage(name, explore);
  const found = await explore.user(name);
  if (found.kind === 'known' && found.value.packages.length === 0) {
    throw new HttpError(404, `npm lists no package of @${name}.`);
  }
}

/** Has everything read that npm has of what was followed; nobody waits for it. */
async function readAll(
  kind: Followed['kind'],
  name: string,
  { explore, downloads }: AppContext,
): Promise<void> {
  if (kind === 'package') return downloads.want([name], { history: 'all', waitMs: 0 });
  const found = await explore.user(name);
  if (found.kind === 'unknown') return;
  const names = found.value.packages.map((hit) => hit.name);
  return downloads.want(names, { history: 'all', waitMs: 0 });
}

async function readForm(http: Context): Promise<z.infer<typeof form>> {
  const parsed = form.safeParse(await http.req.parseBody());
  if (parsed.success) return parsed.data;
  throw new HttpError(400, 'This form cannot be read.', 'It needs a kind (package or user) and a name.');
}

/** Where to go back to, with what has happened for the page to say. */
function withNotice(back: string | undefined, notice: 'followed' | 'unfollowed'): string {
  const base = 'http://here.invalid';
  const url = new URL(back === undefined || back === '' ? '/my-packages' : safeNext(back), base);
  url.searchParams.set('notice', notice);
  return url.pathname + url.search;
}
