import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scriptBeside } from '@shipstats/core';
import type { Run } from '@shipstats/store';
import type { SyncProgress, SyncResult } from '@shipstats/sync';
import type { GlobalOptions } from './runtime.ts';
import { isSyncMessage } from './sync-messages.ts';

export interface SyncProcessOptions {
  readonly name: string;
  readonly trigger: Run['trigger'];
  readonly retryQuarantined: boolean;
  readonly globals: GlobalOptions;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Stops it in order: it ends after what it is committing. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: SyncProgress) => void;
  /** What it writes to stderr. */
  readonly onOutput: (text: string) => void;
}

/** Why a sync ended without a run, in words for people. */
export class SyncProcessError extends Error {
  override readonly name = 'SyncProcessError';
}

/** How long a sync may take to stop before it is ended; what is committed stays in either case. */
const STOP_MS = 5_000;

/**
 * Syncs one connector in a process of its own.
 *
 * @throws SyncProcessError where the process ended without a result
 */
export function runSyncProcess(options: SyncProcessOptions): Promise<SyncResult> {
  const { name, trigger, retryQuarantined, globals, env, cwd, signal, onProgress, onOutput } = options;
  const { url, execArgv = [] } = scriptBeside(import.meta.url, 'sync-process');
  const child = fork(
    fileURLToPath(url),
    [
      ...['sync', name, '--ipc', '--trigger', trigger],
      ...(retryQuarantined ? ['--retry-quarantined'] : []),
      ...globalArguments(globals),
    ],
    {
      cwd,
      env,
      execArgv,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  return new Promise((resolve, reject) => {
    let result: SyncResult | undefined;
    let message: string | undefined;
    let kill: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });

    child.stderr?.setEncoding('utf8').on('data', onOutput);
    child.on('message', (received) => {
      if (!isSyncMessage(received)) return;
      if (received.kind === 'progress') onProgress(received.progress);
      else if (received.kind === 'result') {
        // The lease is free: what the process still has to close concerns nobody.
        result = received.result;
        resolve(result);
      } else message = received.message;
    });
    child.on('error', (error) => {
      message ??= `the sync process could not be started: ${error.message}`;
    });
    child.on('close', (code, ended) => {
      clearTimeout(kill);
      signal.removeEventListener('abort', stop);
      if (result !== undefined) return;
      const reason = message ?? `the sync process ended with ${ended ?? `code ${code}`}, see above`;
      reject(new SyncProcessError(reason));
    });
  });
}

function globalArguments({ config, data, demo }: GlobalOptions): string[] {
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(data === undefined ? [] : ['--data', data]),
    ...(demo === undefined || demo === false ? [] : demo === true ? ['--demo'] : [`--demo=${demo}`]),
  ];
}
