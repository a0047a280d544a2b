import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../packages/cli/bin/shipstats.js', import.meta.url));

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

/** Starts the real command in a folder of its own, with nothing of this process's environment but the path. */
export function startShipstats(args: readonly string[], { cwd, env = {} }: RunOptions): Running {
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, NO_COLOR: '1', TZ: 'UTC', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const finished = once(child, 'close').then(([code]): Finished => ({ code: code ?? null, ...output }));
  return { process: child, finished };
}

/** Runs the command to its end. */
export function runShipstats(args: readonly string[], options: RunOptions): Promise<Finished> {
  return startShipstats(args, options).finished;
}

/** Starts `shipstats serve` on a free port and waits until it answers. */
export async function serveShipstats(
  args: readonly string[],
  options: RunOptions,
): Promise<{ readonly url: string; readonly process: ChildProcess; stop(): Promise<Finished> }> {
  const running = startShipstats(['serve', ...args], { ...options, env: { PORT: '0', ...options.env } });
  const url = await addressOf(running);
  return {
    url,
    process: running.process,
    stop: async () => {
      running.process.kill('SIGTERM');
      return running.finished;
    },
  };
}

function addressOf(running: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const look = (text: string) => {
      seen += text;
      const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(seen);
      if (address) resolve(address[0]);
    };
    running.process.stdout?.on('data', look);
    running.process.stderr?.on('data', look);
    running.finished.then(
      ({ code }) => reject(new Error(`serve ended with ${code} before it told its address:\n${seen}`)),
      reject,
    );
  });
}
