import type { Advisory, Severity } from '@shipstats/registry';

const ORDER: readonly Severity[] = ['info', 'low', 'moderate', 'high', 'critical'];

/** The one that matters most; undefined of none. */
export function worstAdvisory(advisories: readonly Advisory[]): Advisory | undefined {
  return advisories.reduce<Advisory | undefined>(
    (worst, one) => (worst === undefined || rank(one) > rank(worst) ? one : worst),
    undefined,
  );
}

/** Orders advisories, the gravest first. */
export function byGravity(one: Advisory, other: Advisory): number {
  return rank(other) - rank(one);
}

/** Whether it is one that is worth a weekend. */
export function isGrave({ severity }: Advisory): boolean {
  return severity === 'high' || severity === 'critical';
}

/** `a critical advisory`, `2 advisories, one of them high`. */
export function countAdvisories(advisories: readonly Advisory[]): string {
  const worst = worstAdvisory(advisories);
  if (worst === undefined) return 'no advisory';
  if (advisories.length === 1) {
    return `${worst.severity === 'info' ? 'an' : 'a'} ${worst.severity} advisory`;
  }
  return `${advisories.length} advisories, the worst of them ${worst.severity}`;
}

function rank({ severity }: Advisory): number {
  return ORDER.indexOf(severity);
}
