import { ConnectorError } from '@shipstats/core';
import type { LearnedFacts } from './learned.ts';
import type { ReadInBackground } from './read-in-background.ts';

export interface PassOverOptions {
  /** Where failures are counted: commands that end after each outlive none. */
  readonly learned: Pick<LearnedFacts, 'failed'>;
}

/** As often is the same package read before it is passed over: in between lies a rest, or another command. */
const MOST_FAILURES = 3;
/** With more in a row it is not the package: a token has expired, or something else answers in the registry's place. */
const MOST_REFUSALS = 20;

/**
 * Passes over packages that cannot be read: those that the registry does not give, and those that fail again and again.
 * Otherwise one of them would hold up all that come after it, for good.
 */
export function passOver(read: ReadInBackground, { learned }: PassOverOptions): ReadInBackground {
  let refusals = 0;
  return async (name, signal) => {
    try {
      const found = await read(name, signal);
      if (found !== null) refusals = 0;
      return found;
    } catch (error) {
      if (signal.aborted) throw error;
      switch (blame(error)) {
        case 'package':
          return null;
        case 'package or registry':
          refusals += 1;
          if (refusals <= MOST_REFUSALS) return null;
          break;
        case 'registry':
          throw error;
        case 'unsure':
          break;
      }
      if (learned.failed(name) < MOST_FAILURES) throw error;
      return null;
    }
  };
}

function blame(error: unknown): 'package' | 'package or registry' | 'registry' | 'unsure' {
  if (!(error instanceof ConnectorError)) return 'unsure';
  switch (error.code) {
    case 'forbidden':
      // With a time it is a firewall that has had enough of all requests.
      return error.retryAt === undefined ? 'package' : 'registry';
    case 'bad-request':
    case 'not-found':
    case 'too-large':
      return 'package';
    case 'unauthorized':
    case 'bad-response':
      return 'package or registry';
    case 'rate-limited':
    case 'quota-exceeded':
    case 'config':
    case 'aborted':
      return 'registry';
    case 'server-error':
    case 'network':
    case 'timeout':
    case 'incomplete':
    case 'redirected':
      return 'unsure';
    default:
      return error.code satisfies never;
  }
}
