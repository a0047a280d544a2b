import type { Advisory, Explore, Sourced } from '@shipstats/registry';
import { within } from '../within.ts';

/** Advisories as far as they come in time; what comes later is there at the next look. */
export async function askAdvisories(
  versions: Readonly<Record<string, readonly string[]>>,
  explore: Pick<Explore, 'advisories'>,
  waitMs: number,
): Promise<Sourced<Readonly<Record<string, readonly Advisory[]>>>> {
  const late = {
    kind: 'unknown',
    service: 'advisories',
    reason: 'pending',
    message: 'npm’s advisories service has not answered yet; a later look will tell.',
  } as const;
  return within(explore.advisories(versions), { waitMs, late });
}
