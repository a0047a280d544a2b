import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Io } from '../io.ts';
import { main } from '../main.ts';

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly io?: Partial<Io>;
  readonly signal?: AbortSignal;
  /** Called with all that stdout has got so far. */
  readonly onStdout?: (text: string) => void;
}

/**
 * Where nothing listens: no test asks npm's services, whatever the machine's npm is configured to. Tests of packages name
 * a simulator instead.
 */
const NOWHERE = {
  npm_config_registry: 'http://127.0.0.1:9/',
  NPM_DOWNLOADS_URL: 'http://127.0.0.1:9',
  NPM_CHANGES_URL: 'http://127.0.0.1:9/registry',
};

/** Runs a command within this process. */
export async function runCli(argv: readonly string[], options: RunOptions): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const never = new AbortController().signal;
  const code = await main(argv, {
    stdout: {
      write(text) {
        stdout += text;
        options.onStdout?.(stdout);
      },
    },
    stderr: {
      write(text) {
        stderr += text;
      },
    },
    env: { NO_COLOR: '1', ...NOWHERE, ...options.env },
    cwd: options.cwd,
    fetch: globalThis.fetch,
    clock: () => new Date(),
    random: () => 0.5,
    stopSignal: () => options.signal ?? never,
    send: undefined,
    letOthersGoFirst: () => undefined,
    ...options.io,
  });
  return { code, stdout, stderr };
}

/** Runs a command from its sources in a process of its own, as modules of configurations need it. */
export function spawnCli(argv: readonly string[], { cwd, env }: RunOptions): Promise<Outcome> {
  return spawnNode(
    ['--conditions=source', fileURLToPath(new URL('./run-source.ts', import.meta.url)), ...argv],
    cwd,
    env,
  );
}

/** Runs the built command as its users do. */
export function spawnBin(argv: readonly string[], { cwd, env }: RunOptions): Promise<Outcome> {
  return spawnNode([fileURLToPath(new URL('../../bin/shipstats.js', import.meta.url)), ...argv], cwd, env);
}

function spawnNode(args: readonly string[], cwd: string, env: RunOptions['env']): Promise<Outcome> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...NOWHERE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

/** Makes a folder with files that is gone when the test ends. */
export function makeFolder(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'shipstats-cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(
      path.join(folder, name),
      typeof content === 'string' ? content : `${JSON.stringify(content)}\n`,
    );
  }
  return folder;
}

/** The smallest useful configuration: one OpenAI connector, no dashboards. */
export const openaiConfig = {
  connectors: [
    { name: 'openai', connectorId: 'openai', config: { adminApiKey: { secret: 'OPENAI_ADMIN_API_KEY' } } },
  ],
};
