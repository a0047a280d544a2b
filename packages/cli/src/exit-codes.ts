/** What the exit codes of every command mean; part of the interface that scripts rely on. */
export const EXIT = {
  /** All of it succeeded. */
  ok: 0,
  /** Something failed, or only a part of it succeeded: stderr tells what, and what to do. */
  failed: 1,
  /**
   * The command line itself was wrong: unknown command or option, missing or unreadable value.
   * A name that only the configuration can know (a metric, a dimension, a connector) is `failed` where it is not there.
   */
  usage: 2,
  /** Another process is syncing the same connector: nothing was done. */
  busy: 3,
  /** Stopped by Ctrl-C or SIGTERM: what was stored stays, and the next sync goes on from there. */
  interrupted: 130,
} as const;
