import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { AppContext } from '../app-context.ts';
import type { PublicError } from '../errors.ts';
import { ErrorPage } from '../ui/index.ts';
import { renderPage } from './render-page.tsx';

/** A page that says what happened and what to do. */
export function renderError(http: Context, context: AppContext, { status, message, hint }: PublicError) {
  const title = titleOf(status, message);
  const { pathname, search } = new URL(http.req.url);
  // A sentence begins with a capital; a name, such as that of a metric, stays as it is.
  const detail = message.replace(/^[a-z](?=[a-z’']*[\s,])/, (letter) => letter.toUpperCase());
  return renderPage(
    http,
    context,
    {
      title,
      description: 'This page could not be shown.',
      // Statuses of our own errors are those of HTTP.
      status: status as ContentfulStatusCode,
    },
    <ErrorPage status={status} title={title}>
      {title === message ? null : <p>{/[.!?]$/.test(detail) ? detail : `${detail}.`}</p>}
      {hint === undefined ? null : <p>{hint}</p>}
      {status === 400 && search !== '' ? (
        <p>
          <a href={pathname}>The same page without parameters</a>
        </p>
      ) : null}
    </ErrorPage>,
  );
}

/** What happened in a few words; the message tells the rest. */
function titleOf(status: number, message: string): string {
  switch (status) {
    case 400:
      return /\bwindow\b/i.test(message) ? 'This window cannot be read' : 'This question cannot be read';
    case 401:
      return 'A login is needed';
    case 403:
      return 'This was refused';
    case 404:
      // One short sentence, which names what is not there.
      return message;
    case 409:
      return 'This is not possible now';
    case 421:
      return 'This is not the address';
    case 429:
      return 'Too many attempts';
    case 503:
      return 'The data cannot be read now';
    default:
      return status < 500 ? 'This was refused' : 'Something went wrong';
  }
}
