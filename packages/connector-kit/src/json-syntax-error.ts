/**
 * Says that a text is not the JSON it should be: malformed, cut off, or not UTF-8.
 *
 * `getJson` turns it into a ConnectorError with the code `bad-response` and retries.
 */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
}
