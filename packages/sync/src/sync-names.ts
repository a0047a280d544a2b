import {
  type Clock,
  type Connector,
  ConnectorError,
  DAY,
  type FetchEvent,
  HOUR,
  type NameListing,
  type StoredName,
  StoreError,
  toUnixSeconds,
  type UnixSeconds,
} from '@shipstats/core';
import { NAMES_RESOURCE, type ResourceRun, type Run, type Store } from '@shipstats/store';
import { createResourceLog } from './resource-log.ts';
import type { SyncLease } from './sync-lease.ts';

/** How long a full reading of names is good, unless an id without one comes up. */
const NAMES_SECONDS = DAY;
/** How long a source that refused its names is left alone, unless somebody asks for a sync. */
const REFUSED_SECONDS = 6 * HOUR;

/** Ids by the kinds of things that they may be of. */
type IdsByKinds = Map<readonly string[], Set<string>>;

export interface NamesInput {
  readonly store: Store;
  readonly connector: Connector;
  /** The connector's name in the user's configuration. */
  readonly name: string;
  readonly trigger: Run['trigger'];
  readonly lease: SyncLease;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The ids that this run has brought, from `noteIds`. */
  readonly ids: ReadonlyMap<readonly string[], ReadonlySet<string>>;
  readonly onEvent: (event: FetchEvent) => void;
}

/** The store, with the ids that are committed through it taken down where names are wanted for them. */
export function noteIds(
  store: Store,
  connector: Connector,
): { readonly store: Store; readonly ids: IdsByKinds } {
  const ids: IdsByKinds = new Map();
  const wanted = connector.nameKinds ?? [];
  if (wanted.length === 0) return { store, ids };
  const positionsOf = new Map(
    connector.resources.map(({ name, dimensions }) => [
      name,
      dimensions.flatMap(({ names: kinds }, position) => {
        // An id of which only some names are wanted may well be one of the others: it is not missed.
        if (kinds === undefined || !kinds.every((kind) => wanted.includes(kind))) return [];
        const known = [...ids.keys()].find((one) => one.join() === kinds.join()) ?? kinds;
        const seen = ids.get(known) ?? new Set<string>();
        ids.set(known, seen);
        return [{ position, seen }];
      }),
    ]),
  );
  const commit: Store['commit'] = (committed) => {
    const positions = positionsOf.get(committed.resource) ?? [];
    for (const { rows } of positions.length > 0 ? committed.buckets : []) {
      for (const { dimensions } of rows) {
        for (const { position, seen } of positions) {
          const id = dimensions[position];
          if (id != null) seen.add(id);
        }
      }
    }
    return store.commit(committed);
  };
  return { store: { ...store, commit }, ids };
}

/**
 * Reads what ids are called: once a day, and when a run has brought an id that nobody has asked for yet. Null where
 * nothing was due.
 *
 * Names are for people to read. Whatever goes wrong with them is written down and fails nothing: ids stand alone then.
 */
export async function syncNames(input: NamesInput): Promise<ResourceRun | null> {
  const { store, connector, name, lease, clock, signal, onEvent } = input;
  const kinds = connector.nameKinds ?? [];
  if (connector.fetchNames === undefined || kinds.length === 0) return null;
  if (!(await isDue(input))) return null;

  const log = createResourceLog({ name: NAMES_RESOURCE });
  log.start(0);
  let names = 0;
  const save = (listing: NameListing) =>
    store.saveNames({ connector: name, listing, seenAt: toUnixSeconds(clock()), lease: lease.current() });
  try {
    const request = {
      signal,
      onEvent: (event: FetchEvent) => {
        log.event(event);
        onEvent(event);
      },
    };
    for await (const listing of connector.fetchNames(request)) {
      if (!(await lease.ensure())) return null;
      await save(listing);
      names += listing.names.length;
    }
    // So that they are not asked for again at each sync.
    for (const listing of unlistedOf(input.ids, await store.names(name))) await save(listing);
    log.end();
  } catch (error) {
    if (signal.aborted || !(error instanceof ConnectorError || error instanceof StoreError)) throw error;
    log.fail(error, clock());
  }
  const run = log.snapshot();
  return { ...run, names, status: run.status === 'failed' ? 'partial' : run.status };
}

async function isDue({ store, name, trigger, clock, ids }: NamesInput): Promise<boolean> {
  const { lastAttemptAt, lastError } = await store.freshness(name, NAMES_RESOURCE);
  if (lastAttemptAt === null) return true;
  const now: UnixSeconds = toUnixSeconds(clock());
  // A clock that was set back must not put it off.
  const age = now < lastAttemptAt ? Number.POSITIVE_INFINITY : now - lastAttemptAt;
  if (lastError !== null) return trigger === 'manual' || age >= REFUSED_SECONDS;
  if (age >= NAMES_SECONDS) return true;
  return unlistedOf(ids, await store.names(name)).length > 0;
}

/** The ids that no listing has, as listings; of several kinds that an id may be of, under the first. */
function unlistedOf(ids: NamesInput['ids'], stored: readonly StoredName[]): NameListing[] {
  return [...ids].flatMap(([kinds, seen]): NameListing[] => {
    const [kind] = kinds;
    const known = new Set(stored.filter((one) => kinds.includes(one.kind)).map(({ id }) => id));
    const missing = [...seen].filter((id) => !known.has(id));
    if (kind === undefined || missing.length === 0) return [];
    const names = missing.map((id) => ({ id, name: id, state: 'unlisted' as const }));
    return [{ kind, names, isComplete: false }];
  });
}
