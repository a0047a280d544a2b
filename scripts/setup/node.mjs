import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { at, root, SetupError } from './report.mjs';

const isWindows = process.platform === 'win32';

/** The folder of the project's commands. */
export const binFolder = at('node_modules', '.bin');

/** True when this process itself is new enough for the project (better-sqlite3 and vitest need 22.19). */
export function isNodeNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 19);
}

const ownNode = at('node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');

/** True when a Node that runs the project is there: its own, or this one. */
export function hasNode() {
  return existsSync(ownNode) || isNodeNewEnough();
}

/** The path of the Node that runs the project: the one from the devDependencies, else this one if it will do. */
export function nodeBinary() {
  if (existsSync(ownNode)) return ownNode;
  if (isNodeNewEnough()) return process.execPath;
  throw new SetupError(
    `Shipstats runs on Node 22.19 or newer; this is ${process.versions.node}, and the Node 24 among the dependencies\n` +
      'is missing. Is ignore-scripts set for npm? Then run `npm rebuild node --ignore-scripts=false`, or use a newer Node.',
  );
}

/** The environment for the project's commands: `node` and the tools mean those of the project. */
function projectEnvironment() {
  return withPath((folders) => [binFolder, ...folders]);
}

/** The environment with other folders to look for commands in. Windows may spell the variable "Path". */
export function withPath(change) {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (process.env[name] ?? '').split(path.delimiter).filter((folder) => folder !== binFolder);
  return { ...process.env, [name]: change(folders).join(path.delimiter) };
}

/** Runs the project's Node in the repository's folder and waits; gives the exit code. */
export function runNode(args, { stdout = 'inherit' } = {}) {
  const stdio = ['ignore', stdout, 'inherit'];
  const result = spawnSync(nodeBinary(), args, { cwd: root, env: projectEnvironment(), stdio });
  if (result.error) throw new SetupError(`Could not run ${nodeBinary()}: ${result.error.message}`);
  return exitCodeOf(result.status, result.signal);
}

/** Becomes the project's Node as far as that goes: same terminal and folder, signals and exit code passed on. */
export function becomeNode(args) {
  endWithNpm();
  const child = spawn(nodeBinary(), args, { env: projectEnvironment(), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the child from the terminal by itself; a second one could mean "quit at once" to it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

/**
 * Ends this process when the npm that started it has ended. npm passes SIGTERM on to the shell between the two,
 * which dies of it and tells nobody: without this, `npm start` would leave a server behind on its port.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event || isWindows) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}

const exitCodeOf = (code, signal) => (signal ? 128 + constants.signals[signal] : (code ?? 1));
