import { ConnectorError, type ConnectorErrorCode } from '@shipstats/core';
import { describeBody } from './describe-body.ts';
import { type Redact, redactJson } from './redact.ts';

const MESSAGE_CAP = 500;

/** What an error answer says, as far as it can be read. */
export interface ApiErrorBody {
  /** The API's own sentence, redacted and capped; undefined when there is none. */
  readonly message: string | undefined;
  /** The object in `error`, or the whole JSON where there is none; undefined when it is not JSON. Redacted. */
  readonly body: unknown;
  /** The answer says that money or quota is used up. */
  readonly isQuota: boolean;
}

/** Reads the body of an error answer: `{error: {message, type, param, code}}`, any other JSON, or whatever came. */
export function parseApiError(bytes: Uint8Array, redact: Redact): ApiErrorBody {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // SyntaxError: proxies and gateways answer HTML, text, or nothing.
    const what = describeBody(bytes.subarray(0, 512));
    return { message: what && `It answered ${what}`, body: undefined, isQuota: false };
  }
  const error = field(json, 'error');
  const body = redactJson(typeof error === 'object' && error !== null ? error : json, redact);
  const message = [field(body, 'message'), field(body, 'error'), field(body, 'detail'), body].find(
    (candidate) => typeof candidate === 'string' && candidate.trim() !== '',
  );
  return {
    message: typeof message === 'string' ? cap(message.trim()) : undefined,
    body,
    isQuota: [field(body, 'code'), field(body, 'type')].includes('insufficient_quota'),
  };
}

/** Makes the ConnectorError for an error answer. `where` is who and which request: `openai costs: GET /v1/costs`. */
export function toApiError(
  { message, body, isQuota }: ApiErrorBody,
  {
    where,
    status,
    retryAt,
  }: { readonly where: string; readonly status: number; readonly retryAt: Date | undefined },
): ConnectorError {
  return new ConnectorError(`${where} answered ${status}.${message === undefined ? '' : ` ${message}`}`, {
    code: toCode(status, isQuota),
    status,
    body,
    ...(retryAt === undefined ? {} : { retryAt }),
  });
}

function toCode(status: number, isQuota: boolean): ConnectorErrorCode {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 408) return 'timeout';
  if (status === 429) return isQuota ? 'quota-exceeded' : 'rate-limited';
  return status >= 500 ? 'server-error' : 'bad-request';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? // Checked on the line above: an object that has the property.
      (value as Record<string, unknown>)[name]
    : undefined;
}

function cap(text: string): string {
  return text.length > MESSAGE_CAP ? `${text.slice(0, MESSAGE_CAP)}…` : text;
}
