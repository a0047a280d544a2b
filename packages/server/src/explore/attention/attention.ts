/** How soon somebody should look at it. */
export type Urgency = 'now' | 'soon' | 'someday';

export const URGENCIES: readonly Urgency[] = ['now', 'soon', 'someday'];

export type AttentionKind =
  | 'vulnerable-latest'
  | 'vulnerable-dependency'
  | 'deprecated-package'
  | 'deprecated-dependency'
  | 'falling-downloads'
  | 'vulnerable-releases'
  | 'long-without-release';

/** A reason to work on a package: one sentence and where it leads. */
export interface Attention {
  readonly kind: AttentionKind;
  readonly urgency: Urgency;
  /** The package that it is about. */
  readonly package: string;
  /** A sentence that begins behind the package's name: `depends on request, which is deprecated.` */
  readonly reason: string;
  /** What other people wrote about it, as it is: a deprecation's message, an advisory's title. */
  readonly quote: string | null;
  readonly link: { readonly label: string; readonly href: string };
  /** Downloads of 30 days, to put first what most people are hit by. */
  readonly weight: number;
}

/** The most urgent first; among equals the most downloaded. */
export function byUrgency(left: Attention, right: Attention): number {
  return (
    URGENCIES.indexOf(left.urgency) - URGENCIES.indexOf(right.urgency) ||
    right.weight - left.weight ||
    left.package.localeCompare(right.package, 'en') ||
    left.reason.localeCompare(right.reason, 'en')
  );
}
