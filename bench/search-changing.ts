// The search of a server while its index is rebuilt and updated, beside what it takes while nothing changes.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { askFiftyASecond } from '../e2e/ask-fifty-a-second.ts';
import { type Environment, startScript, startServer } from './child.ts';
import type { Report } from './explore.ts';
import { readCorpus } from './read-corpus.ts';

const QUIET_MS = 15_000;
const UPDATES = 1_000;
/** Nothing is asked of npm: what its search takes is not what is measured. */
const NOWHERE: Environment = {
  npm_config_registry: 'http://127.0.0.1:9/',
  NPM_DOWNLOADS_URL: 'http://127.0.0.1:9',
  NPM_CHANGES_URL: 'http://127.0.0.1:9/registry',
};

/** Fifty questions a second, of names and beginnings of descriptions of the corpus. */
export async function measureChangingSearch(report: Report, corpus: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-bench-changing-'));
  try {
    const queries = await queriesOf(corpus);
    await runCommand(['index', 'build', '--from', corpus, '--data', folder]);
    const server = await startServer(['--data', folder, '--no-sync'], NOWHERE);
    try {
      const first = askFiftyASecond(server.url, (index) => queries[index % queries.length] ?? '');
      await wait(5_000);
      await first.stop();
      const asking = askFiftyASecond(server.url, (index) => queries[(index * 7) % queries.length] ?? '');
      await wait(QUIET_MS);
      asking.mark();
      await Promise.all([
        runCommand(['index', 'build', '--from', corpus, '--data', folder]),
        runScript('../e2e/update-index.ts', [path.join(folder, 'search'), String(UPDATES)]),
      ]);
      const { failures, count, p95 } = await asking.stop();
      if (failures.length > 0)
        throw new Error(`${failures.length} of ${count} searches failed: ${failures[0]}`);
      console.log(
        `  ${count} searches over HTTP, none failed; 95% within ${p95.quiet.toFixed(1)} ms, nothing changing`,
      );
      report(
        'search while its index is rebuilt and updated, 95% within',
        p95.busy / p95.quiet,
        2,
        '× quiet',
        1,
      );
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function queriesOf(corpus: string): Promise<readonly string[]> {
  const queries: string[] = [];
  let at = 0;
  for await (const { name } of readCorpus(corpus)) {
    if (at++ % 200 === 0) queries.push(name);
    if (queries.length === 1_000) break;
  }
  return queries;
}

async function runCommand(args: readonly string[]): Promise<void> {
  await runScript('./measured-command.ts', args);
}

async function runScript(script: string, args: readonly string[]): Promise<void> {
  const child = startScript(script, args, NOWHERE);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
  const [code] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`${fileURLToPath(new URL(script, import.meta.url))} ended with ${code}:\n${output}`);
}
