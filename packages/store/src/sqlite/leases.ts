import { StoreError, type UnixSeconds } from '@shipstats/core';
import type { Lease } from '../store.ts';
import type { Connection } from './connection.ts';

/** A lease that begins further ahead than this was taken before the clock was set back: it would block for ever. */
const CLOCK_TOLERANCE_SECONDS = 300;

interface LeaseRecord {
  readonly name: string;
  readonly holder: string;
  readonly taken_at: number;
  readonly expires_at: number;
}

export function readLease(connection: Connection, name: string): Lease | null {
  const record = find(connection, name);
  return record ? { name: record.name, holder: record.holder, expiresAt: record.expires_at } : null;
}

export function acquireLease(
  connection: Connection,
  name: string,
  holder: string,
  seconds: number,
  now: UnixSeconds,
): Lease | null {
  return connection.write(() => {
    const current = find(connection, name);
    const isHeld =
      current !== undefined &&
      current.holder !== holder &&
      current.expires_at > now &&
      current.taken_at <= now + CLOCK_TOLERANCE_SECONDS;
    if (isHeld) return null;
    const lease = { name, holder, expiresAt: now + seconds };
    connection.run('INSERT OR REPLACE INTO leases (name, holder, taken_at, expires_at) VALUES (?, ?, ?, ?)', [
      name,
      holder,
      now,
      lease.expiresAt,
    ]);
    return lease;
  });
}

/** Renews an expired lease too, as long as nobody else took it: what it protects was not touched. */
export function renewLease(
  connection: Connection,
  lease: Lease,
  seconds: number,
  now: UnixSeconds,
): Lease | null {
  const expiresAt = now + seconds;
  const changed = connection.run(
    'UPDATE leases SET taken_at = ?, expires_at = ? WHERE name = ? AND holder = ?',
    [now, expiresAt, lease.name, lease.holder],
  );
  return changed === 0 ? null : { name: lease.name, holder: lease.holder, expiresAt };
}

export function releaseLease(connection: Connection, lease: Lease): void {
  connection.run('DELETE FROM leases WHERE name = ? AND holder = ?', [lease.name, lease.holder]);
}

/** @throws StoreError where another has taken the lease in the meantime */
export function requireLease(connection: Connection, lease: Lease): void {
  const current = find(connection, lease.name);
  if (current?.holder === lease.holder) return;
  const hint = 'Nothing of this write was stored; the other one goes on.';
  throw new StoreError(
    current
      ? `another process took over the sync of ${lease.name}.`
      : `the sync of ${lease.name} was ended by another process.`,
    { hint },
  );
}

function find(connection: Connection, name: string): LeaseRecord | undefined {
  return connection.get<LeaseRecord>('SELECT name, holder, taken_at, expires_at FROM leases WHERE name = ?', [
    name,
  ]);
}
