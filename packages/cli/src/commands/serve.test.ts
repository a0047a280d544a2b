import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { startSimulator } from '@shipstats/connector-openai/simulator';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeFolder, type Outcome, openaiConfig, runCli } from '../testing/run-cli.ts';

interface Serving {
  readonly url: string;
  readonly output: () => string;
  stop(): Promise<Outcome>;
}

/** Starts `serve` and resolves when it has printed its address. */
async function startServe(argv: string[], cwd: string, env: Record<string, string> = {}): Promise<Serving> {
  const stop = new AbortController();
  let output = '';
  const listening = Promise.withResolvers<string>();
  const ended = runCli(['serve', '--port', '0', ...argv], {
    cwd,
    env,
    signal: stop.signal,
    onStdout: (text) => {
      output = text;
      const url = /http:\/\/\S+/.exec(text)?.[0];
      if (url !== undefined) listening.resolve(url);
    },
  });
  ended.then(
    ({ stderr }) => listening.reject(new Error(stderr)),
    (error: unknown) => listening.reject(error),
  );
  const end = async () => {
    stop.abort('SIGTERM');
    return ended;
  };
  onTestFinished(async () => {
    await end();
  });
  return { url: await listening.promise, output: () => output, stop: end };
}

interface SourceAnswer {
  readonly running: unknown;
  readonly lastRun: {
    readonly status: string;
    readonly trigger: string;
    readonly resources: readonly { readonly error: { readonly message: string } | null }[];
  } | null;
}

/** The first source of a server, as soon as nothing runs and it is so. */
async function waitForSource(url: string, isDone: (source: SourceAnswer) => boolean): Promise<SourceAnswer> {
  for (;;) {
    const answer = await fetch(`${url}/api/v1/sources`);
    const [source] = ((await answer.json()) as { sources: SourceAnswer[] }).sources; // the API's own tests look at its form
    if (source?.running === null && isDone(source)) return source;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('without a configuration it serves the demonstration, synced within seconds and marked as synthetic', async () => {
  const cwd = makeFolder();
  const { url, output, stop } = await startServe([], cwd);
  expect(output()).toContain('.shipstats/demo/');
  expect(output()).toContain('npx shipstats init');
  const source = await waitForSource(url, ({ lastRun }) => lastRun !== null);
  expect(source.lastRun).toMatchObject({ status: 'succeeded', trigger: 'start' });
  const spend = await (await fetch(`${url}/api/v1/metrics/openai_cost_usd?window=30d`)).json();
  expect(spend).toMatchObject({
    value: expect.stringMatching(/^\d+\.\d+$/),
    stamp: { synthetic: true, unknownBuckets: 0 },
  });
  const page = await (await fetch(`${url}/dashboards/ai`)).text();
  expect(page).toContain('Spend by project');

  // The next start goes on from what is stored: the address of the simulator is not part of what was asked.
  const ended = await stop();
  expect(ended.code).toBe(0);
  const again = await runCli(['sync', 'openai', '--demo', '--json'], { cwd });
  const costs = JSON.parse(again.stdout).runs[0].resources.find(
    (each: { resource: string }) => each.resource === 'costs',
  );
  expect(costs.planned).toBeLessThan(20);
});

test('with a configuration it syncs on schedule and by request, and tells how it went', async () => {
  const key = 'sk-admin-of-the-tests-0123456789';
  const simulator = await startSimulator({ adminKey: key, historyDays: 40 });
  onTestFinished(() => simulator.close());
  const cwd = makeFolder({ 'shipstats.config.json': openaiConfig });
  const env = { OPENAI_BASE_URL: simulator.url, OPENAI_ADMIN_API_KEY: key };
  const { url, stop } = await startServe([], cwd, env);
  const first = await waitForSource(url, ({ lastRun }) => lastRun !== null);
  expect(first.lastRun).toMatchObject({ status: 'succeeded', trigger: 'start' });
  const runs = await fetch(`${url}/api/v1/sources/openai/sync`, { method: 'POST', headers: { origin: url } });
  expect(runs.status).toBe(202);
  const second = await waitForSource(url, ({ lastRun }) => lastRun?.trigger === 'manual');
  expect(second.lastRun?.status).toBe('succeeded');
  const { code, stderr } = await stop();
  expect(code).toBe(0);
  expect(stderr).toMatch(/openai: [\d,]+ rows synced/);
});

test('reads again by request what is in quarantine, though its day is older than what is read again by itself', async () => {
  const key = 'sk-admin-of-the-tests-0123456789';
  const simulator = await startSimulator({ adminKey: key, historyDays: 120 });
  onTestFinished(() => simulator.close());
  const cwd = makeFolder({ 'shipstats.config.json': openaiConfig });
  const env = { OPENAI_BASE_URL: simulator.url, OPENAI_ADMIN_API_KEY: key };
  simulator.setFaults([{ match: { path: '/costs', times: 1 }, do: { kind: 'badAmount', raw: '"1,5"' } }]);
  // The day falls out of the history, and is asked for all the same.
  await runCli(['sync'], {
    cwd,
    env: { ...env, SHIPSTATS_NOW: new Date(Date.now() - 60 * 86_400_000).toISOString() },
  });
  simulator.setFaults([]);
  const { url } = await startServe(['--no-sync'], cwd, env);
  const held = async () =>
    (await (await fetch(`${url}/api/v1/sources/openai/quarantine?limit=1`)).json()).total;
  expect(await held()).toBeGreaterThan(0);
  const before = simulator.requests().length;
  const retry = await fetch(`${url}/api/v1/sources/openai/quarantine/retry`, {
    method: 'POST',
    headers: { origin: url },
  });
  expect({ status: retry.status, body: await retry.json() }).toEqual({
    status: 202,
    body: { started: true },
  });
  await waitForSource(url, ({ lastRun }) => lastRun?.trigger === 'manual' && lastRun.status === 'succeeded');
  expect(simulator.requests().length).toBeGreaterThan(before);
  expect(await held()).toBe(0);
});

test('serves what is stored where a secret is missing, and tells of it on the sources page and in the log', async () => {
  const cwd = makeFolder({ 'shipstats.config.json': openaiConfig });
  const { url, stop } = await startServe([], cwd);
  const source = await waitForSource(url, ({ lastRun }) => lastRun !== null);
  expect(source.lastRun?.status).toBe('failed');
  expect(source.lastRun?.resources[0]?.error?.message).toContain('OPENAI_ADMIN_API_KEY is not set');
  const { stderr } = await stop();
  expect(stderr).toContain('OPENAI_ADMIN_API_KEY is not set');
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('refuses to listen beyond this machine without a password', async () => {
  const cwd = makeFolder();
  const { code, stderr } = await runCli(['serve', '--host', '0.0.0.0', '--port', '0'], { cwd });
  expect(code).toBe(1);
  expect(stderr).toContain('SHIPSTATS_PASSWORD');
});

test('asks for the password that is set, and never prints it', async () => {
  const cwd = makeFolder();
  const password = 'a-password-of-some-length';
  const { url, stop } = await startServe(['--no-sync'], cwd, { SHIPSTATS_PASSWORD: password });
  expect((await fetch(`${url}/api/v1/sources`)).status).toBe(401);
  const { stdout, stderr } = await stop();
  expect(stdout + stderr).not.toContain(password);
});

test('a port in use, and one that is none, are told with what to do', async () => {
  const cwd = makeFolder();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const taken = await runCli(['serve'], { cwd, env: { PORT: `${port}` } });
  expect(taken).toMatchObject({ code: 1 });
  expect(taken.stderr).toContain(`port ${port} is in use`);
  expect((await runCli(['serve', '--port', 'http'], { cwd })).stderr).toContain(
    '"http" is not a whole number',
  );
  expect(readFileSync(path.join(cwd, '.shipstats', '.gitignore'), 'utf8')).toBe('*\n');
});

test('serves the demonstration also where its search index cannot be made, and says so', async () => {
  const cwd = makeFolder({ 'no-folder': '' });
  vi.stubEnv('TMPDIR', path.join(cwd, 'no-folder'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { url, stop } = await startServe(['--demo', '--no-sync'], cwd);
  expect((await fetch(`${url}/pkg:tidewire`)).status).toBe(200);
  const { code, stderr } = await stop();
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning: the search index of the made-up packages could not be built \(ENOTDIR/m);
});
