import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppContext } from '../app-context.ts';
import type { PublicError } from '../errors.ts';
import { ErrorPage } from '../ui/index.ts';
import { renderPage } from './render-page.tsx';

/** A page that says what happened and what to do. */
export function renderError(http: Context, context: AppContext, { status, message, hint }: PublicError) {
  return renderPage(
    http,
    context,
    {
      title: message,
      description: 'This page could not be shown.',
      // Statuses of our own errors are those of HTTP.
      status: status as ContentfulStatusCode,
    },
    <ErrorPage status={status} title={message}>
      {hint === undefined ? null : <p>{hint}</p>}
    </ErrorPage>,
  );
}
