import type { MeasureValue } from '@shipstats/core';
import type { Endpoint, Identity } from './endpoint.ts';

/** How many rows do not fulfil each identity, by its text. */
export type BrokenIdentities = ReadonlyMap<string, number>;

/**
 * Makes the function that checks an endpoint's rows and calls `onBroken` for each identity that one does not fulfil.
 *
 * Where the whole or a part is not known, nothing can be checked.
 */
export function createIdentityCheck(
  { identities = [], measures }: Endpoint,
  onBroken: (identity: string) => void,
): (values: readonly MeasureValue[]) => void {
  const placeOf = (name: string) => measures.findIndex((measure) => measure.name === name);
  const checks = identities.map((identity) => ({
    text: describeIdentity(identity),
    whole: placeOf(identity.whole),
    parts: identity.parts.map(placeOf),
  }));
  return (values) => {
    for (const { text, whole, parts } of checks) {
      let rest = values[whole];
      for (const part of parts) {
        const value = values[part];
        rest = typeof rest === 'number' && typeof value === 'number' ? rest - value : null;
      }
      if (typeof rest === 'number' && rest !== 0) onBroken(text);
    }
  };
}

function describeIdentity({ whole, parts }: Identity): string {
  return `${whole} is not ${parts.join(' + ')}`;
}
