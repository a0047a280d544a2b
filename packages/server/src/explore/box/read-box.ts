import { packageHref, userHref } from '../package-path.ts';

/** Names as npm has them, with old ones: capitals, and letters that are no longer allowed. */
const NAME = /^(?:@[^@/\s]+\/)?[^@/\s]+$/;

/**
 * Where what was typed into the box leads.
 *
 * `pkg:name[@version]` and `@scope/name[@version]` are packages, `@name` is a user, and all else is a search: what
 * merely holds an `@` (`foo@bar`) is neither.
 */
export function readBox(
  text: string,
): { readonly kind: 'go'; readonly href: string } | { readonly kind: 'search' } {
  const typed = text.trim();
  const asked = /^pkg:\s*(.+)$/i.exec(typed)?.[1] ?? (/^@[^@/\s]+\/./.test(typed) ? typed : undefined);
  if (asked !== undefined) {
    const { name, spec } = splitSpec(asked.trim());
    return NAME.test(name) ? { kind: 'go', href: packageHref(name) + specPart(spec) } : { kind: 'search' };
  }
  const user = /^@([^@/\s]+)$/.exec(typed)?.[1];
  return user === undefined ? { kind: 'search' } : { kind: 'go', href: userHref(user) };
}

/** `@scope/name@1.2.3` in its two parts; the `@` of a scope is none that parts them. */
export function splitSpec(text: string): { readonly name: string; readonly spec: string | undefined } {
  const at = text.indexOf('@', 1);
  if (at < 0) return { name: text, spec: undefined };
  return { name: text.slice(0, at), spec: text.slice(at + 1) || undefined };
}

/** A version or tag as the end of an address. */
export function specPart(spec: string | undefined): string {
  return spec === undefined ? '' : `@${encodeURIComponent(spec)}`;
}
