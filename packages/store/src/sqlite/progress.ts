import type { Progress } from '../store.ts';
import type { Connection } from './connection.ts';

interface ProgressRecord {
  readonly window_start: number;
  readonly window_end: number;
  readonly next_start: number;
  readonly cursor: string | null;
  readonly identity: string;
}

export function readProgress(connection: Connection, connector: string, resource: string): Progress | null {
  const record = connection.get<ProgressRecord>(
    'SELECT window_start, window_end, next_start, cursor, identity FROM progress WHERE connector = ? AND resource = ?',
    [connector, resource],
  );
  if (!record) return null;
  return {
    window: { start: record.window_start, end: record.window_end },
    nextStart: record.next_start,
    cursor: record.cursor,
    identity: record.identity,
  };
}

/** Null clears it. */
export function writeProgress(
  connection: Connection,
  connector: string,
  resource: string,
  progress: Progress | null,
): void {
  if (progress === null) {
    connection.run('DELETE FROM progress WHERE connector = ? AND resource = ?', [connector, resource]);
    return;
  }
  connection.run(
    `INSERT OR REPLACE INTO progress (connector, resource, window_start, window_end, next_start, cursor, identity)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [
      connector,
      resource,
      progress.window.start,
      progress.window.end,
      progress.nextStart,
      progress.cursor,
      progress.identity,
    ],
  );
}
