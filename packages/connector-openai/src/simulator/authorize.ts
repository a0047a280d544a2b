import { ApiError } from './api-error.ts';
import type { SimulatorKey, SimulatorSwitches } from './options.ts';

/** Who may ask, and for which organisation. */
export interface Authorizer {
  readonly keys: ReadonlyMap<string, SimulatorKey>;
  /** The simulated organisation's id; every other one exists but is empty. */
  readonly organizationId: string;
}

/** Headers of a request that decide its rights. */
export interface Credentials {
  readonly authorization: string | undefined;
  readonly organization: string | undefined;
}

/** Checks key, scope and organisation; returns the organisation that answers, or throws `ApiError` 401, 403 or 404. */
export function authorize(
  { keys, organizationId }: Authorizer,
  credentials: Credentials,
  scope: string,
  switches: SimulatorSwitches,
): string {
  const text = /^Bearer\s+(\S+)$/i.exec(credentials.authorization ?? '')?.[1];
  if (text === undefined) throw invalidKey('Missing bearer authentication in header');
  const key = keys.get(text) ?? (text.startsWith('sk-proj-') ? { scopes: [] } : undefined);
  if (key === undefined) {
    throw invalidKey(
      `Incorrect API key provided: ${maskKey(text)}. You can find your API key at https://platform.openai.com/account/api-keys.`,
    );
  }
  if (!key.scopes.includes(scope)) {
    throw new ApiError(switches.missingScopeStatus, {
      message:
        `You have insufficient permissions for this operation. Missing scopes: ${scope}. ` +
        "Check that you have the correct role in your organization, and if you're using a restricted API key, that it has the necessary scopes.",
      type: 'server_error',
      param: null,
      code: null,
    });
  }
  const organizations = key.organizations ?? [organizationId];
  const asked = credentials.organization ?? organizations[0] ?? organizationId;
  if (!organizations.includes(asked)) {
    throw new ApiError(switches.wrongOrganizationStatus, {
      message: `No such organization: ${asked}.`,
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_organization',
    });
  }
  return asked;
}

function invalidKey(message: string): ApiError {
  return new ApiError(401, { message, type: 'invalid_request_error', param: null, code: 'invalid_api_key' });
}

/** `sk-admin-secret` → `sk-adm***`: enough to tell keys apart, not to use one. */
export function maskKey(key: string): string {
  return `${key.slice(0, Math.min(6, Math.floor(key.length / 2)))}***`;
}
