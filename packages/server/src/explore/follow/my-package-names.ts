import { type Config, HttpError } from '@shipstats/core';
import type { Explore, Followed } from '@shipstats/registry';
import { z } from 'zod';
import { eachWithin } from '../each-within.ts';

/** What the options of the npm connector say, as far as it matters here; the connector's own schema has checked them. */
const npmOptions = z.object({
  packages: z.array(z.string()).catch([]),
  users: z.array(z.string()).catch([]),
});

/** More than this on one dashboard is no longer a dashboard; those first named are taken. */
export const MAX_MY_PACKAGES = 500;

export interface MyPackages {
  readonly followed: readonly Followed[];
  /** Those that the configuration names. */
  readonly configured: { readonly packages: readonly string[]; readonly users: readonly string[] };
  /** All packages that follow from it, each once. */
  readonly names: readonly string[];
  /** Users whose packages npm's search does not tell at the moment. */
  readonly unknownUsers: readonly string[];
}

/** Which packages are the reader's own: followed and configured ones, and those of such users as npm tells in time. */
export async function readMyPackages(
  config: Config,
  explore: Pick<Explore, 'followed' | 'user'>,
  waitMs = 1_500,
): Promise<MyPackages> {
  const followed = await explore.followed();
  const configured = configuredOf(config);
  const named = (kind: Followed['kind']) =>
    followed.filter((one) => one.kind === kind).map(({ name }) => name);
  const users = [...new Set([...configured.users, ...named('user')])];
  const { done, failed } = await eachWithin(users, (user) => explore.user(user), { waitMs });
  for (const error of failed.values()) if (!(error instanceof HttpError)) throw error;
  const theirs = users.flatMap((user) => {
    const answer = done.get(user);
    return answer?.kind === 'known' ? answer.value.packages.map(({ name }) => name) : [];
  });
  const names = [...new Set([...configured.packages, ...named('package'), ...theirs])];
  return {
    followed,
    configured,
    names: names.slice(0, MAX_MY_PACKAGES),
    unknownUsers: users.filter((user) => done.get(user)?.kind !== 'known'),
  };
}

function configuredOf({ connectors }: Config): MyPackages['configured'] {
  const all = connectors
    .filter(({ definition, enabled }) => enabled && definition.id === 'npm')
    .flatMap(({ options }) => {
      const parsed = npmOptions.safeParse(options);
      return parsed.success ? [parsed.data] : [];
    });
  return {
    packages: [...new Set(all.flatMap(({ packages }) => packages))],
    users: [...new Set(all.flatMap(({ users }) => users))],
  };
}
