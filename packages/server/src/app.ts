import { HttpError } from '@shipstats/core';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { compress } from 'hono/compress';
import { csrf } from 'hono/csrf';
import { etag } from 'hono/etag';
import { createAttemptLimit } from './access/attempt-limit.ts';
import { checkHost } from './access/check-host.ts';
import { mountLogin } from './access/login.tsx';
import { bearerToken, type Guard, requireLogin } from './access/require-login.ts';
import { securityHeaders } from './access/security-headers.ts';
import { createSessions } from './access/session.ts';
import { answerCache } from './answer-cache.ts';
import { mountEndpoints } from './api/routes.ts';
import { type AppContext, type AppOptions, createAppContext } from './app-context.ts';
import { toPublicError } from './errors.ts';
import { mountExplore } from './explore/explore-pages.ts';
import { renderError } from './pages/error.tsx';
import { mountPages } from './pages/pages.ts';
import { publicOrigin } from './public-url.ts';
import { mountStaticFiles } from './static-files.ts';

/**
 * Makes the app: pages, API and access. It listens to nothing by itself, see `startServer`; tests call
 * `app.request()`.
 *
 * @example
 * const app = createApp({ config, catalog, store, sync, clock, version, demo: false, access: null, dataLabel, assets });
 * const answer = await app.request('/api/v1/metrics/openai_cost_usd?window=30d');
 */
export function createApp(options: AppOptions): Hono {
  const context = createAppContext(options);
  const { access } = context;
  const app = new Hono();

  app.use(securityHeaders(context.assets.styles));
  // With a login the session is the lock: it belongs to the host that it was made for.
  if (access === null) app.use(unlessHealth(checkHost(context.allowedHosts ?? [])));
  app.use(refuseForeignForms());
  app.use(bodyLimit({ maxSize: 64 * 1024 }));
  app.use(revalidateAnswers);

  if (access !== null) {
    const guard: Guard = {
      sessions: createSessions(access.password ?? access.token ?? ''),
      logins: createAttemptLimit(),
      tokens: createAttemptLimit(),
    };
    app.use(requireLogin(context, guard));
    mountLogin(app, context, guard);
  }
  // Behind the login: what is kept is for those who may see it.
  app.use(answerCache(context));
  app.use(compress());
  app.use(unlessStreaming(etag({ weak: true })));
  mountStaticFiles(app, context.assets);
  mountEndpoints(app, context);
  mountPages(app, context);
  mountExplore(app, context);

  app.notFound((http) => {
    const { pathname, search } = new URL(http.req.url);
    // One slash in front, or the rest would be read as another host.
    const trimmed = `/${pathname.replace(/^\/+|\/+$/g, '')}`;
    if (http.req.method === 'GET' && pathname.endsWith('/') && trimmed !== '/') {
      return http.redirect(trimmed + search, 308);
    }
    return answerError(http, new HttpError(404, 'There is nothing at this address.', undefined), context);
  });
  app.onError((error, http) => answerError(http, error, context));
  return app;
}

/** The hash of an answer that does not end would never be known. */
function unlessStreaming(inner: MiddlewareHandler): MiddlewareHandler {
  return (http, next) => (http.req.path.endsWith('/events') ? next() : inner(http, next));
}

/** Health checks come by whatever address the checker has; the answer tells nothing. */
function unlessHealth(inner: MiddlewareHandler): MiddlewareHandler {
  return (http, next) => (http.req.path === '/healthz' ? next() : inner(http, next));
}

/**
 * A form on another site must not act here. What no form can send is let through: a bearer, and a request to the API
 * without both headers, one of which every browser adds to what it posts.
 */
function refuseForeignForms(): MiddlewareHandler {
  const inner = csrf({ origin: (origin, http) => origin === publicOrigin(http) });
  return (http, next) => {
    const sender = http.req.header('origin') ?? http.req.header('sec-fetch-site');
    const isProgram = http.req.path.startsWith('/api/') && sender === undefined;
    return isProgram || bearerToken(http) !== undefined ? next() : inner(http, next);
  };
}

const revalidateAnswers: MiddlewareHandler = async function revalidateAnswers(http, next) {
  await next();
  if (!http.res.headers.has('Cache-Control')) http.res.headers.set('Cache-Control', 'private, no-cache');
};

async function answerError(http: Context, error: unknown, context: AppContext): Promise<Response> {
  const told = toPublicError(error, context);
  if (wantsPage(http)) return renderError(http, context, told);
  return http.json(
    {
      error: {
        status: told.status,
        message: told.message,
        ...(told.hint === undefined ? {} : { hint: told.hint }),
      },
    },
    // Statuses of our own errors are those of HTTP.
    told.status as 400,
  );
}

function wantsPage(http: Context): boolean {
  const { path } = http.req;
  return !path.startsWith('/api/') && !path.endsWith('.csv') && path !== '/healthz';
}
