import { parsePackageName } from './package-name.ts';

/** A package and which version of it, or why the text names none. */
export type ParsedPackageSpec =
  | {
      readonly kind: 'spec';
      readonly name: string;
      /** A version or a tag; undefined for the latest. */
      readonly spec: string | undefined;
    }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The longest version that semver reads: https://github.com/npm/node-semver#constants */
const MAX_LENGTH = 256;
/** Versions, and tags, which npm puts into addresses as they are. */
const VERSION_OR_TAG = /^[\w.+!~*'()-]+$/;

/** Reads `name`, `name@version`, `name@tag`, and the same with a scope. */
export function parsePackageSpec(text: string): ParsedPackageSpec {
  const at = text.indexOf('@', 1);
  const name = parsePackageName(at === -1 ? text : text.slice(0, at));
  if (name.kind === 'invalid') return name;
  if (at === -1) return { kind: 'spec', name: name.name, spec: undefined };
  const spec = text.slice(at + 1);
  if (spec === '') return invalid('After the @ comes a version or a tag.');
  if (spec.length > MAX_LENGTH) return invalid(`Versions have at most ${MAX_LENGTH} characters.`);
  if (/^[\^~<>=*]/.test(spec) || /\s/.test(spec)) {
    return invalid('After the @ comes one version or tag, not a range of versions.');
  }
  if (!VERSION_OR_TAG.test(spec)) return invalid('That is no version and no tag.');
  return { kind: 'spec', name: name.name, spec };
}

function invalid(reason: string): ParsedPackageSpec {
  return { kind: 'invalid', reason };
}
