import { type Followed, writeNpmConfig } from '@shipstats/registry';
import type { MyPackages } from './my-package-names.ts';

/** What to write into the configuration so that it says what it says now, and what is followed beside. */
export function configSnippet({ followed, configured }: Pick<MyPackages, 'followed' | 'configured'>): string {
  const of = (kind: Followed['kind'], already: readonly string[]): readonly Followed[] => {
    const names = followed.filter((one) => one.kind === kind).map(({ name }) => name);
    return [...new Set([...already, ...names])].map((name) => ({ kind, name, since: '' }));
  };
  return writeNpmConfig([...of('package', configured.packages), ...of('user', configured.users)]);
}
