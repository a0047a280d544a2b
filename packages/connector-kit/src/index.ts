/**
 * The toolkit of a connector author: HTTP that can be trusted, JSON that loses nothing, addresses that arrive.
 *
 * @module
 */
export type { JsonAnswer } from './attempt.ts';
export { checkBaseUrl, isLoopback, type JoinUrlOptions, joinUrl, type UrlParams } from './build-url.ts';
export {
  createHttp,
  type GetJsonOptions,
  type Http,
  type HttpOptions,
  type HttpStats,
  type RetryEvent,
} from './http.ts';
export { type JsonStreamOptions, readJsonStream } from './json-stream.ts';
export { JsonSyntaxError } from './json-syntax-error.ts';
export { type LosslessJson, NumberText, parseLossless } from './lossless-json.ts';
export { parseRetryAfter, type RetryAfterOptions } from './retry-after.ts';
export type { RetryOptions } from './retry-policy.ts';
export type { Sleep } from './sleep.ts';
