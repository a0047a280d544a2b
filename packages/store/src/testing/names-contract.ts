import { type NameListing, StoreError } from '@shipstats/core';
import { describe, expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { LATER } from './resource.ts';

const listing = (kind: string, names: NameListing['names'], isComplete = true): NameListing => ({
  kind,
  names,
  isComplete,
});
const active = (id: string, name: string) => ({ id, name, state: 'active' as const });

/** What ids are called: R31 of the state that is kept. */
export function testNames(withStore: (act: (store: Store) => Promise<void>) => Promise<void>): void {
  const save = (store: Store, of: NameListing, seenAt = LATER, connector = 'a') =>
    store.saveNames({ connector, listing: of, seenAt, lease: null });

  describe('names', () => {
    test('are kept by connector, kind and id', () =>
      withStore(async (store) => {
        await save(store, listing('user', [active('u1', 'Ana')]));
        await save(store, listing('project', [active('p2', 'Two'), active('p1', 'One')]));
        await save(store, listing('project', [active('p1', 'Elsewhere')]), LATER, 'b');
        expect(await store.names('a')).toEqual([
          { kind: 'project', ...active('p1', 'One'), seenAt: LATER },
          { kind: 'project', ...active('p2', 'Two'), seenAt: LATER },
          { kind: 'user', ...active('u1', 'Ana'), seenAt: LATER },
        ]);
        expect(await store.names('c')).toEqual([]);
      }));

    test('change with the source, and so does the version that answers are kept by', () =>
      withStore(async (store) => {
        await save(store, listing('project', [active('p1', 'One')]));
        const version = await store.version();
        await save(store, listing('project', [{ id: 'p1', name: 'First', state: 'archived' }]), LATER + 60);
        expect(await store.names('a')).toEqual([
          { kind: 'project', id: 'p1', name: 'First', state: 'archived', seenAt: LATER + 60 },
        ]);
        expect(await store.version()).not.toBe(version);
      }));

    test('stay when a full listing no longer has them, marked as deleted; a part of one says nothing', () =>
      withStore(async (store) => {
        await save(store, listing('api_key', [active('k1', 'Nightly'), active('k2', 'Batch')]));
        await save(store, listing('api_key', [active('k2', 'Batch')], false), LATER + 60);
        expect((await store.names('a')).map(({ state }) => state)).toEqual(['active', 'active']);
        await save(store, listing('api_key', [active('k2', 'Batch')]), LATER + 120);
        expect(await store.names('a')).toEqual([
          { kind: 'api_key', id: 'k1', name: 'Nightly', state: 'deleted', seenAt: LATER + 120 },
          { kind: 'api_key', ...active('k2', 'Batch'), seenAt: LATER + 120 },
        ]);
        // The moment at which it was found to be gone stands.
        await save(store, listing('api_key', [active('k2', 'Batch')]), LATER + 180);
        expect((await store.names('a'))[0]?.seenAt).toBe(LATER + 120);
      }));

    test('of what was never listed are the ids, until it is; what once had a name keeps it', () =>
      withStore(async (store) => {
        const unlisted = { id: 'k1', name: 'k1', state: 'unlisted' as const };
        await save(store, listing('api_key', [unlisted], false));
        await save(store, listing('api_key', []), LATER + 60);
        expect(await store.names('a')).toEqual([{ kind: 'api_key', ...unlisted, seenAt: LATER }]);
        await save(store, listing('api_key', [active('k1', 'Nightly')]), LATER + 120);
        await save(store, listing('api_key', [unlisted], false), LATER + 180);
        expect(await store.names('a')).toEqual([
          { kind: 'api_key', ...active('k1', 'Nightly'), seenAt: LATER + 120 },
        ]);
      }));

    test('are deleted but for the kinds that are wanted', () =>
      withStore(async (store) => {
        await save(store, listing('user', [active('u1', 'Ana')]));
        await save(store, listing('project', [active('p1', 'One')]));
        await save(store, listing('user', [active('u1', 'Ana')]), LATER, 'b');
        expect(await store.deleteNames('a', ['project', 'api_key'])).toBe(1);
        expect((await store.names('a')).map(({ kind }) => kind)).toEqual(['project']);
        expect(await store.deleteNames('a', [])).toBe(1);
        expect(await store.names('a')).toEqual([]);
        expect(await store.names('b')).toHaveLength(1);
      }));

    test('are refused where the lease was lost', () =>
      withStore(async (store) => {
        const lease = await store.acquireLease('a', 'one', 60, 1_000);
        await store.acquireLease('a', 'two', 60, 1_100);
        const of = listing('project', [active('p1', 'One')]);
        await expect(store.saveNames({ connector: 'a', listing: of, seenAt: LATER, lease })).rejects.toThrow(
          StoreError,
        );
        expect(await store.names('a')).toEqual([]);
      }));
  });
}
