import type { Advisory, Explore, Sourced } from '@shipstats/registry';
import { eachWithin } from '../each-within.ts';

/** Advisories as far as they come in time; what comes later is there at the next look. */
export async function askAdvisories(
  versions: Readonly<Record<string, readonly string[]>>,
  explore: Pick<Explore, 'advisories'>,
  waitMs: number,
): Promise<Sourced<Readonly<Record<string, readonly Advisory[]>>>> {
  const { done, failed } = await eachWithin([versions], (asked) => explore.advisories(asked), { waitMs });
  for (const error of failed.values()) throw error;
  return (
    done.get(versions) ?? {
      kind: 'unknown',
      service: 'advisories',
      reason: 'pending',
      message: 'npm’s advisories service has not answered yet; a later look will tell.',
    }
  );
}
