import type { UnixSeconds } from '@shipstats/core';
import type { Connection } from './connection.ts';
import type { ResourceTables } from './resource-tables.ts';

export function readHistoryStart(connection: Connection, tables: ResourceTables): UnixSeconds | null {
  const record = connection.get<{ history_start: number | null }>(
    'SELECT history_start FROM resources WHERE id = ?',
    [tables.id],
  );
  return record?.history_start ?? null;
}

/** Remembers from when on numbers are wanted, in the place of what was wanted before. */
export function setHistoryStart(connection: Connection, tables: ResourceTables, start: UnixSeconds): void {
  connection.run('UPDATE resources SET history_start = ? WHERE id = ?', [start, tables.id]);
}
