import type Database from 'better-sqlite3';
import { z } from 'zod';
import { coolDownEnd, EMPTY_PACE, nextMoment, type PaceRow, type PaceStore } from './pace-store.ts';
import type { ServiceName } from './service.ts';
import type { KeptState, ServiceStateStore } from './state-store.ts';

/** Makes the tables where they are missing; part of the schema of whichever file holds them. */
export const PACE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS pace (
    service TEXT PRIMARY KEY,
    next_ms INTEGER NOT NULL DEFAULT 0,
    cool_until_ms INTEGER NOT NULL DEFAULT 0,
    interval_ms INTEGER,
    refusals INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS service_state (
    service TEXT PRIMARY KEY,
    state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

const paceRow = z.object({
  nextMs: z.number(),
  coolUntilMs: z.number(),
  intervalMs: z.number().nullable(),
  refusals: z.number(),
});

const keptState = z.object({
  status: z.enum(['unasked', 'answering', 'limited', 'failing', 'off']),
  answeredAt: z.string().nullable(),
  message: z.string().nullable(),
  retryAt: z.string().nullable(),
  changedAtMs: z.number(),
});

/**
 * The pace and the states of services in a SQLite file, for all processes that share it.
 *
 * A reservation is one IMMEDIATE transaction: two processes never take the same moment. The connection should have a
 * busy timeout of some seconds, and `synchronous = NORMAL`, so that no reservation waits for the disk.
 */
export function createSqlitePace(db: Database.Database): PaceStore & ServiceStateStore {
  db.transaction(() => db.exec(PACE_SCHEMA)).immediate();
  const select = db.prepare(
    `SELECT next_ms AS nextMs, cool_until_ms AS coolUntilMs, interval_ms AS intervalMs, refusals
     FROM pace WHERE service = ?`,
  );
  const write = db.prepare(
    `INSERT INTO pace VALUES (@service, @nextMs, @coolUntilMs, @intervalMs, @refusals)
     ON CONFLICT (service) DO UPDATE SET next_ms = @nextMs, cool_until_ms = @coolUntilMs,
       interval_ms = @intervalMs, refusals = @refusals`,
  );
  const selectState = db.prepare('SELECT state FROM service_state WHERE service = ?').pluck();
  const writeState = db.prepare('INSERT OR REPLACE INTO service_state VALUES (?, ?)');

  const read = (service: ServiceName): PaceRow => {
    const row = select.get(service);
    return row === undefined ? EMPTY_PACE : paceRow.parse(row);
  };
  const change = db.transaction((service: ServiceName, toRow: (row: PaceRow) => PaceRow): PaceRow => {
    const row = toRow(read(service));
    write.run({
      service,
      nextMs: Math.ceil(row.nextMs),
      coolUntilMs: Math.ceil(row.coolUntilMs),
      intervalMs: row.intervalMs === null ? null : Math.ceil(row.intervalMs),
      refusals: row.refusals,
    });
    return row;
  });

  return {
    reserve(service, nowMs, intervalMs) {
      const row = change.immediate(service, (before) => ({
        ...before,
        nextMs: nextMoment(before, nowMs, intervalMs) + intervalMs,
      }));
      return row.nextMs - intervalMs;
    },
    coolDown(service, nowMs, untilMs) {
      change.immediate(service, (row) => ({
        ...row,
        coolUntilMs: Math.max(untilMs, coolDownEnd(row, nowMs)),
      }));
    },
    coolUntilMs: (service, nowMs) => coolDownEnd(read(service), nowMs),
    learned: read,
    learn(service, { intervalMs, refusals }) {
      change.immediate(service, (row) => ({ ...row, intervalMs, refusals }));
    },
    load: (service) => parseState(service, selectState.get(service)),
    save: ({ service, ...state }) => void writeState.run(service, JSON.stringify(state)),
  };
}

function parseState(service: ServiceName, text: unknown): KeptState | null {
  if (typeof text !== 'string') return null;
  try {
    return { service, ...keptState.parse(JSON.parse(text)) };
  } catch {
    // Written by another version, or damaged: it is only what was known before.
    return null;
  }
}
