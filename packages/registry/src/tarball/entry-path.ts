import { TarballError } from './tarball-error.ts';

/**
 * The path of an entry within the package, without the folder that all of them are in, whatever that is called.
 *
 * @throws TarballError for one that leads out of the package, or is no path
 */
export function toEntryPath(name: string, maxLength: number): string {
  if (name.length > maxLength) throw new TarballError('The archive has a path that is too long.');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\0-\x1f\x7f]/.test(name)) throw new TarballError('The archive has a path with control characters.');
  if (/^(?:[/\\]|[a-z]:)/i.test(name)) throw new TarballError('The archive has a path that is absolute.');
  const parts = name.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new TarballError('The archive has a path that leads out of it.');
  return (parts.length > 1 ? parts.slice(1) : parts).join('/');
}
