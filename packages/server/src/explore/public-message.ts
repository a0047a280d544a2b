import { HttpError } from '@shipstats/core';

/** What a failure says to whoever asked. @throws whatever was not made for them: it is a bug */
export function publicMessage(error: unknown): string {
  if (error instanceof HttpError) return error.message;
  throw error;
}
