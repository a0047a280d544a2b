import { parseBox } from '@shipstats/registry';
import { packageHref, userHref } from '../package-path.ts';

/** Where what was typed into the box leads: to a page of its own, or to the results. */
export type BoxTarget =
  | { readonly kind: 'go'; readonly href: string }
  | { readonly kind: 'search'; readonly text: string }
  /** Why it leads nowhere, in a sentence. */
  | { readonly kind: 'invalid'; readonly reason: string };

/** Reads the box by its grammar, see `parseBox`. */
export function readBox(text: string): BoxTarget {
  const box = parseBox(text);
  switch (box.kind) {
    case 'package':
      return { kind: 'go', href: packageHref(box.name) + specPart(box.spec) };
    case 'user':
      return { kind: 'go', href: userHref(box.name) };
    case 'empty':
      return { kind: 'go', href: '/' };
    case 'search':
    case 'invalid':
      return box;
    default:
      return box satisfies never;
  }
}

/** A version or tag as the end of an address. */
export function specPart(spec: string | undefined): string {
  return spec === undefined ? '' : `@${encodeURIComponent(spec)}`;
}
