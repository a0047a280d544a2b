import { ConnectorError } from '@shipstats/core';
import { DOWNLOADS_URL_VARIABLE } from '@shipstats/registry';

/** The page that explains the connector. */
export const DOCS = 'docs/connectors/npm.md';

/** The same error, with what the reader can do about it where it does not say so itself. */
export function withHint(error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.hint !== undefined) return error;
  const { code, status, retryAt, message, cause } = error;
  return new ConnectorError(message, { code, status, retryAt, cause, hint: hintOf(error) });
}

function hintOf({ code }: ConnectorError): string {
  switch (code) {
    case 'rate-limited':
    case 'forbidden':
      return `Nothing to do: the next sync goes on where this one stopped. See ${DOCS}.`;
    case 'network':
    case 'timeout':
      return `Can this machine reach it? A proxy’s address goes into ${DOWNLOADS_URL_VARIABLE}. See ${DOCS}.`;
    default:
      return `The next sync tries again. See ${DOCS}.`;
  }
}
