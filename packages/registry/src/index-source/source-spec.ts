import { parsePackageName } from '../names/package-name.ts';

/** Where a list of packages is read from. */
export type SourceSpec =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'package';
      readonly name: string;
      /** A version or tag; null for the latest. */
      readonly version: string | null;
      /** Within the package; null for the one that is called as such a list usually is. */
      readonly path: string | null;
    };

export type ParsedSourceSpec = SourceSpec | { readonly kind: 'invalid'; readonly reason: string };

const PACKAGE = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@([^/]+))?(?:\/(.+))?$/;

/**
 * Reads what a user names as a source: a file, or `npm:<package>[@version][/path/in/package]`.
 *
 * @example
 * ```ts
 * parseSourceSpec('npm:some-counts@2.0.0/counts.json'); // { kind: 'package', name: 'some-counts', version: '2.0.0', … }
 * ```
 */
export function parseSourceSpec(text: string): ParsedSourceSpec {
  if (text.trim() === '') return invalid('The source is empty: name a file, or npm:<package>.');
  if (/^https?:/i.test(text)) {
    return invalid(
      'An address is no source: download the file and name it, or name a package as npm:<package>.',
    );
  }
  if (!text.startsWith('npm:')) return { kind: 'file', path: text };
  const [, name = '', version, path] = PACKAGE.exec(text) ?? [];
  const parsed = parsePackageName(name);
  if (parsed.kind === 'invalid') {
    return invalid(`${parsed.reason} Write npm:<package>[@version][/path/in/package].`);
  }
  return { kind: 'package', name: parsed.name, version: version ?? null, path: path ?? null };
}

function invalid(reason: string): ParsedSourceSpec {
  return { kind: 'invalid', reason };
}
