import { type CheckResult, ConnectorError } from '@shipstats/core';

/** The page that explains the connector, within the repository. */
export const DOCS = 'docs/connectors/openai.md';

const ADMIN_KEY = 'an admin key (sk-admin-…) with the "api.usage.read" permission (Usage: Read)';

export interface AuthContext {
  /** From `/v1` on. */
  readonly path: string;
  /** Looked at for its first letters only. */
  readonly key: string;
  readonly organizationId: string | undefined;
  /** What an admin key lacks, where it is something other than the permission to read usage. */
  readonly lacks?: string;
}

/**
 * Turns the errors that a wrong key, permission, organization or empty account causes into one sentence that says
 * what to do; gives every other error back as it is.
 *
 * The API answers the same trouble with 401 or 403, and calls it a `server_error`: neither is trusted, so that both
 * read alike.
 */
export function explainAuthError(error: unknown, context: AuthContext): unknown {
  if (!(error instanceof ConnectorError)) return error;
  const hint = hintFor(error, context);
  if (hint === undefined) return error;
  return new ConnectorError(
    [`openai: ${error.status} on GET ${context.path}.`, apiMessage(error), hint].filter(Boolean).join(' '),
    { code: error.code, status: error.status, retryAt: error.retryAt, hint, body: error.body, cause: error },
  );
}

/** The API's own sentence, without the secrets that the HTTP layer has taken out of it. */
export function apiMessage({ body }: ConnectorError): string | undefined {
  if (typeof body !== 'object' || body === null || !('message' in body)) return undefined;
  const { message } = body;
  if (typeof message !== 'string' || message.trim() === '') return undefined;
  const text = message.trim().slice(0, 300);
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function hintFor(error: ConnectorError, context: AuthContext): string | undefined {
  const message = apiMessage(error) ?? '';
  if (error.code === 'quota-exceeded') {
    return `The organization's quota is used up, so waiting does not help: see its billing page at OpenAI, and ${DOCS}.`;
  }
  const isAboutOrganization = /no such organization|organization.*(not found|mismatch|header)/i.test(message);
  if (isAboutOrganization && context.organizationId !== undefined) {
    return `The option organizationId is ${JSON.stringify(context.organizationId)}: it must be the organization of the key; leave it out if the key has only one. See ${DOCS}.`;
  }
  if (error.code !== 'unauthorized' && error.code !== 'forbidden') return undefined;
  const hint = context.lacks !== undefined && isAdmin(context.key) ? context.lacks : keyHint(context.key);
  return `${hint} See ${DOCS}.`;
}

function isAdmin(key: string): boolean {
  return key.startsWith('sk-admin-');
}

/** What to say of a key, by the kind that its first letters tell. */
function keyHint(key: string): string {
  if (isAdmin(key)) {
    return `The key must be ${ADMIN_KEY}, made in the organization to be read and not revoked since.`;
  }
  return `This is ${kindOf(key)}, which cannot read usage: it takes ${ADMIN_KEY}, made by an owner of the organization.`;
}

function kindOf(key: string): string {
  if (isAdmin(key)) return 'an admin key (sk-admin-…)';
  if (key.startsWith('sk-proj-')) return 'a project key (sk-proj-…)';
  if (key.startsWith('sk-svcacct-')) return "a service account's key (sk-svcacct-…)";
  return 'no admin key (those begin with sk-admin-)';
}

/** What the form of a key tells before it is used; the key itself is never shown. */
export function checkKey(key: string): CheckResult {
  const result = { name: 'key', ok: isAdmin(key), message: kindOf(key) };
  const hint = `Usage and costs take ${ADMIN_KEY}, made by an owner of the organization. See ${DOCS}.`;
  return result.ok ? result : { ...result, hint };
}
