import { randomBytes } from 'node:crypto';
import { HttpError, StoreError } from '@shipstats/core';
import { HTTPException } from 'hono/http-exception';
import type { AppContext } from './app-context.ts';

/** What the reader of a page or a caller of the API is told. */
export interface PublicError {
  readonly status: number;
  readonly message: string;
  readonly hint: string | undefined;
}

/** Logs a bug on the server only and gives the short id under which it stands there. */
export function reportError(error: unknown, context: Pick<AppContext, 'logError'>): string {
  const id = randomBytes(4).toString('hex');
  const log = context.logError ?? logToStderr;
  log(error, id);
  return id;
}

/** Turns whatever was thrown into what may be told: only our own errors speak for themselves. */
export function toPublicError(error: unknown, context: Pick<AppContext, 'logError'>): PublicError {
  if (error instanceof HttpError) return { status: error.status, message: error.message, hint: error.hint };
  if (error instanceof HTTPException && error.status < 500) {
    // Hono's own middleware: forms from elsewhere, bodies that are too large.
    const message =
      error.status === 403
        ? 'Refused: the request comes from another site.'
        : error.message || 'The request was refused.';
    return { status: error.status, message, hint: undefined };
  }
  if (error instanceof StoreError) {
    reportError(error, context);
    return { status: 503, message: `The data cannot be read: ${error.message}`, hint: error.hint };
  }
  const id = reportError(error, context);
  return {
    status: 500,
    message: `Something went wrong here (error ${id}).`,
    hint: `The server's log has the details under ${id}. If it stays, please report it.`,
  };
}

function logToStderr(error: unknown, id: string): void {
  console.error(`error ${id}:`, error);
}
