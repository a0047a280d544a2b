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
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined; // no /proc: another system
  }
}

/** CPU seconds that this process spends on each of `times` calls, its threads included. */
export async function cpuPerCall(times: number, call: () => Promise<unknown>): Promise<number> {
  for (let warm = 0; warm < 20; warm++) await call();
  const before = process.cpuUsage();
  for (let done = 0; done < times; done++) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6 / times;
}
