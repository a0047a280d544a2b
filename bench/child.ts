import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Cost {
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

export type Environment = Readonly<Record<string, string>>;

/** Starts a script of this folder as a process of its own. */
export function startScript(script: string, args: readonly string[], env: Environment = {}): ChildProcess {
  return fork(fileURLToPath(new URL(script, import.meta.url)), [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
  });
}

/** Starts a simulator and tells where it is. */
export async function startSimulatorProcess(rowsPerDay: number, now: string) {
  const child = startScript('./simulate.ts', [String(rowsPerDay), now]);
  const [message] = await once(child, 'message');
  const { url, key } = message as { url: string; key: string }; // what simulate.ts sends
  return { url, key, stop: () => child.kill() };
}

/** Runs a command of `shipstats` to its end and tells its cost. */
export async function measureCommand(args: readonly string[], env: Environment): Promise<Cost> {
  const child = startScript('./measured-command.ts', args, env);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  let cost: Cost | undefined;
  child.on('message', (message) => {
    cost = message as Cost; // what measured-command.ts sends
  });
  const [code] = await once(child, 'close');
  if (code !== 0 || !cost) throw new Error(`shipstats ${args.join(' ')} ended with ${code}:\n${output}`);
  return cost;
}

/** Memory of a running process in megabytes, as Linux tells it; undefined elsewhere. */
export function residentMegabytes(pid: number): number | undefined {
  return statusMegabytes(pid, 'VmRSS');
}

function statusMegabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined; // no /proc: another system
  }
}

/** The most memory that a running process has had, in megabytes, as Linux tells it; undefined elsewhere. */
export function peakMegabytes(pid: number): number | undefined {
  return statusMegabytes(pid, 'VmHWM');
}

/** `shipstats serve`, running, with a look at its CPU time. */
export interface ServedProcess {
  readonly url: string;
  readonly pid: number;
  /** CPU seconds of the whole process so far, its threads included. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the server on a free port and waits for its address. */
export async function startServer(args: readonly string[], env: Environment): Promise<ServedProcess> {
  const child = startScript('./measured-command.ts', ['serve', ...args], { ...env, PORT: '0' });
  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text) => {
        output += text;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
        if (address) resolve(address[0]);
      });
    }
    child.on('close', (code) => reject(new Error(`serve ended with ${code}:\n${output}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    cpuSeconds: async () => {
      child.send('cpu');
      const [message] = await once(child, 'message');
      return (message as Cost).cpuSeconds; // what measured-command.ts sends
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

/** CPU seconds that the server spends on each of `times` requests, after some that do not count. */
export async function cpuPerRequest(
  server: ServedProcess,
  times: number,
  address: (index: number) => string,
): Promise<number> {
  const ask = async (index: number) => {
    const response = await fetch(server.url + address(index));
    if (!response.ok)
      throw new Error(`${address(index)}: ${response.status} ${(await response.text()).slice(0, 300)}`);
    await response.arrayBuffer();
  };
  for (let warm = 0; warm < 20; warm++) await ask(times + warm);
  const before = await server.cpuSeconds();
  for (let index = 0; index < times; index++) await ask(index);
  return ((await server.cpuSeconds()) - before) / times;
}
