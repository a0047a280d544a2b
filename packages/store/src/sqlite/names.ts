import type { StoredName } from '@shipstats/core';
import type { NamesToSave } from '../store.ts';
import type { Connection } from './connection.ts';
import { requireLease } from './leases.ts';

const COLUMNS = 'kind, id, name, state, seen_at AS seenAt';

export function readNames(connection: Connection, connector: string): readonly StoredName[] {
  return connection.all<StoredName>(`SELECT ${COLUMNS} FROM names WHERE connector = ? ORDER BY kind, id`, [
    connector,
  ]);
}

export function saveNames(connection: Connection, names: NamesToSave): void {
  const { connector, listing, seenAt, lease } = names;
  const { kind, isComplete } = listing;
  connection.write(() => {
    if (lease !== null) requireLease(connection, lease);
    for (const { id, name, state } of listing.names) {
      // What is not listed keeps the name that it once had.
      const action =
        state === 'unlisted'
          ? 'DO NOTHING'
          : 'DO UPDATE SET name = excluded.name, state = excluded.state, seen_at = excluded.seen_at';
      connection.run(
        `INSERT INTO names (connector, kind, id, name, state, seen_at) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (connector, kind, id) ${action}`,
        [connector, kind, id, name, state, seenAt],
      );
    }
    if (!isComplete) return;
    const listed = new Set(listing.names.map(({ id }) => id));
    const gone = connection
      .all<{ id: string }>(
        `SELECT id FROM names WHERE connector = ? AND kind = ? AND state IN ('active', 'archived')`,
        [connector, kind],
      )
      .filter(({ id }) => !listed.has(id));
    for (const { id } of gone) {
      connection.run(
        `UPDATE names SET state = 'deleted', seen_at = ? WHERE connector = ? AND kind = ? AND id = ?`,
        [seenAt, connector, kind, id],
      );
    }
  });
}

export function deleteNames(connection: Connection, connector: string, kept: readonly string[]): number {
  return connection.run(
    `DELETE FROM names WHERE connector = ? AND kind NOT IN (SELECT value FROM json_each(?))`,
    [connector, JSON.stringify(kept)],
  );
}
