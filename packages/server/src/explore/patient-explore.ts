import { HttpError } from '@shipstats/core';
import type { Explore } from '@shipstats/registry';
import { within } from './within.ts';

/** Longer nobody looks at a page that does not come; a registry that answers at all has done so by then. */
const WAIT_MS = 10_000;

/**
 * The same packages, for people who wait in front of a page: what the registry has not told in time is an error that
 * says so, and is there at a later look, since reading goes on behind.
 */
export function patientExplore(explore: Explore, waitMs = WAIT_MS): Explore {
  const inTime = async <Value>(read: () => Promise<Value>): Promise<Value> => {
    const value = await within(read(), { waitMs, late: undefined });
    if (value !== undefined) return value;
    throw new HttpError(
      504,
      'The npm registry has not answered yet.',
      'It is still being asked: look again in a moment.',
    );
  };
  return {
    ...explore,
    package: (name) => inTime(() => explore.package(name)),
    version: (name, spec) => inTime(() => explore.version(name, spec)),
  };
}
