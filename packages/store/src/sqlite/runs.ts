import type { Freshness, UnixSeconds } from '@shipstats/core';
import type { ResourceRun, Run, RunStatus } from '../store.ts';
import type { Connection } from './connection.ts';

/** More than a month of hourly syncs; older runs are deleted when a new one starts. */
const KEPT_RUNS = 1_000;

interface RunRecord {
  readonly id: number;
  readonly connector: string;
  readonly cause: Run['trigger'];
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly status: RunStatus;
  readonly resources: string;
}

const COLUMNS = 'id, connector, cause, started_at, finished_at, status, resources';

export function startRun(
  connection: Connection,
  connector: string,
  trigger: Run['trigger'],
  now: UnixSeconds,
): number {
  return connection.write(() => {
    const row = connection.get<{ id: number }>(
      `INSERT INTO runs (connector, cause, started_at, status, resources) VALUES (?, ?, ?, 'running', '[]')
       RETURNING id`,
      [connector, trigger, now],
    );
    connection.run(
      `DELETE FROM runs WHERE connector = ? AND id <=
         (SELECT id FROM runs WHERE connector = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      [connector, connector, KEPT_RUNS],
    );
    if (!row) throw new Error('the new run has no id');
    return row.id;
  });
}

export function updateRun(connection: Connection, id: number, resources: readonly ResourceRun[]): void {
  connection.run('UPDATE runs SET resources = ? WHERE id = ?', [JSON.stringify(resources), id]);
}

export function finishRun(
  connection: Connection,
  id: number,
  status: RunStatus,
  resources: readonly ResourceRun[],
  now: UnixSeconds,
): void {
  connection.write(() => {
    const run = connection.get<{ connector: string }>(
      'UPDATE runs SET status = ?, resources = ?, finished_at = ? WHERE id = ? RETURNING connector',
      [status, JSON.stringify(resources), now, id],
    );
    if (!run) return;
    for (const resource of resources) {
      recordAttempt(connection, { connector: run.connector, id, status, now }, resource);
    }
  });
}

interface EndedRun {
  readonly connector: string;
  readonly id: number;
  readonly status: RunStatus;
  readonly now: UnixSeconds;
}

/** Keeps what a stamp needs of an attempt that came to an end; those of older runs never overwrite newer ones. */
function recordAttempt(connection: Connection, run: EndedRun, resource: ResourceRun): void {
  const { status, error, buckets } = resource;
  if (status !== 'succeeded' && status !== 'partial' && status !== 'failed') return;
  // Rows that cannot be read and days that the source leaves out must not make the rest look as if it never was read:
  // the buckets themselves tell of them. An answer without any bucket is no reading, though.
  const isRead =
    status === 'succeeded' ||
    (status === 'partial' && error === null && buckets > 0 && run.status !== 'interrupted');
  connection.run(
    `INSERT INTO freshness (connector, resource, run, last_success_at, last_attempt_at, last_error)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (connector, resource) DO UPDATE SET
       run = excluded.run,
       last_success_at = coalesce(excluded.last_success_at, last_success_at),
       last_attempt_at = excluded.last_attempt_at,
       last_error = excluded.last_error
     WHERE excluded.run >= run`,
    [run.connector, resource.resource, run.id, isRead ? run.now : null, run.now, toError(resource)],
  );
}

function toError({ status, error }: ResourceRun): string | null {
  if (error) return error.message;
  return status === 'failed' ? 'the last sync failed' : null;
}

export function readFreshness(connection: Connection, connector: string, resource: string): Freshness {
  const record = connection.get<{
    last_success_at: number | null;
    last_attempt_at: number | null;
    last_error: string | null;
  }>(
    'SELECT last_success_at, last_attempt_at, last_error FROM freshness WHERE connector = ? AND resource = ?',
    [connector, resource],
  );
  return {
    lastSuccessAt: record?.last_success_at ?? null,
    lastAttemptAt: record?.last_attempt_at ?? null,
    lastError: record?.last_error ?? null,
  };
}

export function readRuns(
  connection: Connection,
  options: { readonly connector?: string; readonly limit: number },
): readonly Run[] {
  const { connector, limit } = options;
  const records =
    connector === undefined
      ? connection.all<RunRecord>(`SELECT ${COLUMNS} FROM runs ORDER BY id DESC LIMIT ?`, [limit])
      : connection.all<RunRecord>(
          `SELECT ${COLUMNS} FROM runs WHERE connector = ? ORDER BY id DESC LIMIT ?`,
          [connector, limit],
        );
  return records.map((record) => ({
    id: record.id,
    connector: record.connector,
    trigger: record.cause,
    startedAt: record.started_at,
    finishedAt: record.finished_at,
    status: record.status,
    // Written by this file, from the same type.
    // Runs of older versions did not count revised buckets.
    resources: (JSON.parse(record.resources) as readonly ResourceRun[]).map((resource) => ({
      ...resource,
      revised: resource.revised ?? 0,
    })),
  }));
}
