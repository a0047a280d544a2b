import { hostname } from 'node:os';

/** Who this process is, as the holder of leases: `pid 123 on laptop`. */
export function thisProcess(): string {
  return `pid ${process.pid} on ${hostname()}`;
}

/**
 * Tells whether a lease's holder is a process of this machine that has ended, so that nobody waits for the dead.
 *
 * Holders of other machines, and texts that `thisProcess` did not write, count as alive. A mistake (a process in a
 * container that shares the host's name) costs the other one its run, not its data: its next commit is refused.
 */
export function isGoneProcess(holder: string): boolean {
  const [, pid, host] = /^pid (\d+) on (\S+)/.exec(holder) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // EPERM: it is there, but of another user.
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
