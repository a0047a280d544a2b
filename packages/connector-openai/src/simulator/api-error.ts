/** An answer that is an error in OpenAI's shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly body: string;

  constructor(
    status: number,
    body: { message: string; type: string; param?: string | null; code: string | null },
  ) {
    super(body.message);
    this.status = status;
    this.body = JSON.stringify({ error: body });
  }
}

/** A 400 about a parameter. */
export function badRequest(message: string, param: string | null, code = 'invalid_request_error'): ApiError {
  return new ApiError(400, { message, type: 'invalid_request_error', param, code });
}

/** The 400 for a page token that does not fit; its body has no `param`, as captured. */
export function badPageToken(): ApiError {
  return new ApiError(400, {
    message: 'The page token is invalid, have you modified the query parameters?',
    type: 'invalid_request_error',
    code: 'invalid_request_error',
  });
}
