/** Replaces every secret in a text by `[secret]`. */
export type Redact = (text: string) => string;

/** Makes a Redact for these secrets; they are also found percent-encoded. Empty ones are ignored. */
export function createRedact(secrets: readonly string[]): Redact {
  const forms = new Set(secrets.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())]));
  forms.delete('');
  // Longest first, so that a secret that contains another one goes as a whole.
  const needles = [...forms].sort((a, b) => b.length - a.length);
  return (text) => needles.reduce((clean, needle) => clean.replaceAll(needle, '[secret]'), text);
}

/** Redacts every string in parsed JSON, keys included. */
export function redactJson(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, redact));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [redact(key), redactJson(item, redact)]),
    );
  }
  return value;
}

const CREDENTIAL_HEADERS = ['authorization', 'proxy-authorization', 'x-api-key', 'api-key', 'cookie'];

/** Lists what in request headers must never be shown: credential headers, with and without their scheme. */
export function secretsInHeaders(headers: Headers): string[] {
  return CREDENTIAL_HEADERS.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [value, value.replace(/^\S+\s+/, '')];
  });
}
