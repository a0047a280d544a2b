import { toUnixSeconds } from '@shipstats/core';
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AppContext } from '../app-context.ts';
import { renderPage } from '../pages/render-page.tsx';
import { isHttps } from '../public-url.ts';
import { Button, FieldRow, PageHead, TextField } from '../ui/index.ts';
import { checkAttempts, clientAddress, type Guard, SESSION_COOKIE } from './require-login.ts';
import { isEqual, SESSION_SECONDS } from './session.ts';

/** Adds the ways in and out. */
export function mountLogin(app: Hono, context: AppContext, guard: Guard): void {
  const secret = context.access?.password ?? context.access?.token ?? '';

  app.get('/login', (http) => renderLogin(http, context, {}));

  app.post('/login', async (http) => {
    const now = toUnixSeconds(context.clock());
    const address = clientAddress(http);
    checkAttempts(http, address, now, guard.logins);
    const { password } = await http.req.parseBody();
    if (typeof password !== 'string' || !isEqual(password, secret)) {
      guard.logins.failed(address, now);
      return renderLogin(http, context, { error: 'This is not the password.' });
    }
    guard.logins.succeeded(address);
    setCookie(http, SESSION_COOKIE, guard.sessions.issue(now), {
      httpOnly: true,
      sameSite: 'Lax',
      secure: isHttps(http),
      path: '/',
      maxAge: SESSION_SECONDS,
    });
    return http.redirect(safeNext(http.req.query('next')), 303);
  });

  app.post('/logout', (http) => {
    guard.sessions.revoke(getCookie(http, SESSION_COOKIE));
    deleteCookie(http, SESSION_COOKIE, { path: '/', secure: isHttps(http) });
    return http.redirect('/login', 303);
  });
}

/** Only a path of ours: a link to the login must not lead elsewhere after it. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next)) return '/dashboards';
  // What a browser would read as another host: backslashes, and line breaks that it leaves out.
  const base = 'http://here.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : undefined;
  return url?.origin === base ? url.pathname + url.search : '/dashboards';
}

function renderLogin(http: Context, context: AppContext, { error }: { readonly error?: string }) {
  const next = http.req.query('next');
  const action = next === undefined ? '/login' : `/login?next=${encodeURIComponent(next)}`;
  return renderPage(
    http,
    context,
    {
      title: 'Log in',
      description: 'Log in to see the numbers of this Shipstats.',
      status: error === undefined ? 200 : 401,
    },
    <>
      <PageHead title="Log in" lede="These numbers are private." />
      <form method="post" action={action}>
        <FieldRow>
          <TextField
            id="password"
            name="password"
            kind="password"
            label="Password"
            isRequired
            autocomplete="current-password"
            hint={`The ${context.access?.password === undefined ? 'SHIPSTATS_TOKEN' : 'SHIPSTATS_PASSWORD'} that the server was started with.`}
            {...(error === undefined ? {} : { error })}
          />
          <Button kind="primary">Log in</Button>
        </FieldRow>
      </form>
    </>,
  );
}
