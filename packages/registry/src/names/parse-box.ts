import { parsePackageSpec } from './package-spec.ts';
import { parseUserName } from './user-name.ts';

/** What was typed into the one box. */
export type Box =
  | { readonly kind: 'package'; readonly name: string; readonly spec: string | undefined }
  | { readonly kind: 'user'; readonly name: string }
  | { readonly kind: 'search'; readonly text: string }
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'invalid';
      /** A sentence for people. */
      readonly reason: string;
    };

const PACKAGE_PREFIX = /^pkg:/i;
const USER = /^@([^\s@/]+)$/;
const SCOPED_PACKAGE = /^@[^\s@/]+\/[^\s@/]+(?:@\S+)?$/;

/**
 * Reads the box: `pkg:name[@version]` is a package, `@name` a user, `@scope/name[@version]` a package, everything
 * else a search. Only after `pkg:` can something be wrong: what merely begins like a name may be meant as words.
 *
 * @example
 * parseBox('@types/node'); // { kind: 'package', name: '@types/node', spec: undefined }
 * parseBox('foo@bar'); // { kind: 'search', text: 'foo@bar' }
 */
export function parseBox(text: string): Box {
  const typed = text.trim();
  if (typed === '') return { kind: 'empty' };
  if (PACKAGE_PREFIX.test(typed)) {
    const parsed = parsePackageSpec(typed.replace(PACKAGE_PREFIX, '').trim());
    return parsed.kind === 'spec' ? { kind: 'package', name: parsed.name, spec: parsed.spec } : parsed;
  }
  const user = USER.exec(typed)?.[1];
  if (user !== undefined) {
    const parsed = parseUserName(user);
    if (parsed.kind === 'name') return { kind: 'user', name: parsed.name };
  } else if (SCOPED_PACKAGE.test(typed)) {
    const parsed = parsePackageSpec(typed);
    if (parsed.kind === 'spec') return { kind: 'package', name: parsed.name, spec: parsed.spec };
  }
  return { kind: 'search', text: typed };
}
