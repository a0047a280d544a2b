import { ConfigError, ConnectorError, HttpError } from '@shipstats/core';

/** What a page says where a package cannot be read; what is a bug comes back as it is. */
export function toPackageTrouble(error: unknown, name: string): unknown {
  if (error instanceof ConfigError) {
    return new HttpError(502, "npm's configuration cannot be used.", error.message);
  }
  if (!(error instanceof ConnectorError)) return error;
  const { code, message, hint } = error;
  if (code === 'timeout') return new HttpError(504, message, hint);
  if (code === 'unauthorized' || code === 'forbidden') {
    const mend = 'Private packages need a token in your npm configuration: `npm login` writes one.';
    return new HttpError(
      502,
      `The npm registry does not give ${JSON.stringify(name)} to you (${code}).`,
      mend,
    );
  }
  if (code === 'too-large') {
    return new HttpError(502, `What the registry has of ${JSON.stringify(name)} is too large to be read.`);
  }
  return new HttpError(502, message, hint);
}
