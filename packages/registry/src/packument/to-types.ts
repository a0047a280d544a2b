import type { TypesSupport } from './package-facts.ts';

/** How TypeScript sees a version, as far as its packument tells. */
export function toTypes(
  name: string,
  manifest: Readonly<Record<string, unknown>>,
  hasExportedTypes: boolean,
): TypesSupport {
  const isIncluded =
    name.startsWith('@types/') ||
    hasExportedTypes ||
    [manifest.types, manifest.typings].some((field) => typeof field === 'string' && field !== '') ||
    /\.d\.[cm]?ts$/.test(typeof manifest.main === 'string' ? manifest.main : '');
  return isIncluded ? { kind: 'included' } : { kind: 'separate', package: typesPackage(name) };
}

/** `@scope/name` has its types in `@types/scope__name`: https://github.com/DefinitelyTyped/DefinitelyTyped#npm */
function typesPackage(name: string): string {
  return `@types/${name.startsWith('@') ? name.slice(1).replace('/', '__') : name}`;
}
