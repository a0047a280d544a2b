/**
 * The path of a package in a registry: `hono`, `@babel%2Fcore`. The name has gone through `parsePackageName`.
 *
 * https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
 */
export function registryPath(name: string): string {
  return name.startsWith('@') ? `@${encodeURIComponent(name.slice(1))}` : encodeURIComponent(name);
}
