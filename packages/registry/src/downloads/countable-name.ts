import { ConnectorError } from '@shipstats/core';

// What `encodeURIComponent` leaves as it is. A segment that begins with a dot would be a step in the address: the
// counts of `@chee/..` are those of the whole registry.
const SEGMENT = "[A-Za-z0-9!'()*~_-][A-Za-z0-9!'()*~._-]*";
const NAME = new RegExp(`^(?:@${SEGMENT}/)?${SEGMENT}$`);
/** No name on npm is longer (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name). */
const MAX_LENGTH = 214;

/**
 * Whether a name can be sent to the downloads service: one that every server reads as that name and nothing else.
 *
 * Wider than npm's rule for new names, since old ones have capitals and odd characters.
 */
export function isCountableName(name: string): boolean {
  return name.length <= MAX_LENGTH && NAME.test(name);
}

/** Whether it has a scope: the service takes those one by one. */
export function isScoped(name: string): boolean {
  return name.startsWith('@');
}

/** The name as one segment of an address. */
export function toPathSegment(name: string): string {
  return isScoped(name) ? `@${encodeURIComponent(name.slice(1))}` : encodeURIComponent(name);
}

/** The error for a name that must not be sent. */
export function badName(name: string): ConnectorError {
  return new ConnectorError(
    `${JSON.stringify(name.slice(0, 100))} is no name of a package: it is not asked for.`,
    {
      code: 'bad-request',
    },
  );
}
