import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '@shipstats/registry/simulator';
import { afterAll, describe, expect, it } from 'vitest';
import { createNpmWorld, type NpmWorld } from './npm-world.ts';
import { serveShipstats } from './shipstats-process.ts';
import { until } from './until.ts';

/**
 * Whatever is wrong at npm, a page is there after so long: it waits ten seconds for a registry that is silent, and not
 * the minute in which that is tried again and again. Wide, since several servers share what the machine has.
 */
const PATIENCE_MS = 35_000;
const OTHERS = ['downloads', 'search', 'advisories', 'attestations', 'changes'] as const;

interface Look {
  readonly status: number;
  /** What stands on the page, as one line. */
  readonly text: string;
}

/** A server with a npm of its own, to go wrong as a test wants. */
interface Troubled {
  readonly world: NpmWorld;
  /** Opens a page as a reader does, and expects it soon. */
  look(path: string): Promise<Look>;
  /** The one number of a package, after a look at its page. */
  counted(name: string): Promise<{ readonly downloads: number; readonly from: string } | null>;
  /** From now on this goes wrong with every service but the registry, or with that as well; null mends all. */
  fail(fault: Fault | null, more?: { readonly withRegistry: boolean }): void;
  post(path: string, form: Readonly<Record<string, string>>): Promise<Response>;
  /** Ends the server, gently or not, and starts another one on the same data. */
  restart(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<void>;
}

const opened: Troubled[] = [];
afterAll(async () => {
  for (const each of opened) await each.close();
});

async function openTroubled(): Promise<Troubled> {
  const world = await createNpmWorld();
  const start = () => serveShipstats(['--no-sync'], { cwd: world.folder, env: world.env });
  let server = await start();

  const troubled: Troubled = {
    world,
    async look(path) {
      const began = performance.now();
      const answer = await fetch(server.url + path);
      const html = await answer.text();
      expect(performance.now() - began, path).toBeLessThan(PATIENCE_MS);
      const text = html
        .replace(/<head>.*?<\/head>/s, ' ')
        .replace(/<[^>]*>/g, ' ')
        .replaceAll('&#39;', '’')
        .replace(/\s+/g, ' ');
      return { status: answer.status, text };
    },
    async counted(name) {
      await troubled.look(`/pkg:${name}`);
      const answer = await fetch(`${server.url}/api/v1/npm/packages/${encodeURIComponent(name)}`);
      if (!answer.ok) return null;
      // The API's own shape, see its OpenAPI document.
      const { downloads } = (await answer.json()) as {
        downloads: { downloads: number; from: string } | null;
      };
      return downloads;
    },
    fail(fault, { withRegistry } = { withRegistry: true }) {
      for (const service of OTHERS) world.simulator.setFault(service, fault);
      if (withRegistry) world.simulator.setFault('registry', fault);
    },
    post: (path, form) =>
      fetch(server.url + path, {
        method: 'POST',
        headers: { Origin: server.url },
        body: new URLSearchParams(form),
      }),
    async restart(signal = 'SIGTERM') {
      const ended = once(server.process, 'close');
      server.process.kill(signal);
      await ended;
      server = await start();
    },
    async close() {
      await server.stop();
      await world.close();
    },
  };
  opened.push(troubled);
  await until(
    () => troubled.counted('tidewire'),
    (line) => line?.from === 'store',
    { timeoutMs: 120_000 },
  );
  return troubled;
}

/** Each kind with packages and a user that nobody has looked at before. */
const KINDS: readonly {
  readonly kind: string;
  readonly fault: Fault;
  readonly fresh: string;
  readonly unseen: string;
  readonly user: string;
}[] = [
  {
    kind: 'hang',
    fault: { kind: 'hang' },
    fresh: 'glassrail',
    unseen: 'tarball-subfolder',
    user: 'hayashi-ren',
  },
  {
    kind: 'a storm of 429',
    fault: { kind: 'rate-limit', retryAfter: '2' },
    fresh: 'quillparse',
    unseen: 'tarball-odd-case',
    user: 'brandt',
  },
  {
    kind: 'pages in HTML',
    fault: { kind: 'html' },
    fresh: 'oldbrook',
    unseen: 'tarball-no-readme',
    user: 'ngozi',
  },
  {
    kind: 'status 500',
    fault: { kind: 'status', status: 500 },
    fresh: 'saltmarsh',
    unseen: 'tarball-missing',
    user: 'elif_aydin',
  },
  {
    kind: 'no connection',
    fault: { kind: 'refuse' },
    fresh: '@mara/signals',
    unseen: 'tarball-not-gzip',
    user: 'pavel.k',
  },
];

// At one time: nearly all of it is waiting.
describe.concurrent('where npm', () => {
  it.each(KINDS)(
    'answers with $kind, every page comes, says what did not answer, and is whole when all is well again',
    async ({ fault, fresh, unseen, user }) => {
      const { look, counted, fail, restart } = await openTroubled();
      const before = await counted('tidewire');
      fail(fault, { withRegistry: false });

      // The registry alone answers: facts are there, counts are unknown and not zero.
      expect(await look(`/pkg:${fresh}`)).toMatchObject({ status: 200 });
      await until(
        async () => (await look(`/pkg:${fresh}`)).text,
        (text) => /npm’s downloads service (is not answering|asks for a pause)/.test(text),
        { timeoutMs: 90_000, everyMs: 1_000 },
      );
      const page = await look(`/pkg:${fresh}`);
      expect(page.text).toMatch(/is unknown until it does|The number below is from a list of/);
      expect(page.text).not.toMatch(/\b0 30 days/);
      // What is stored stays, and says of when it is.
      expect((await look('/pkg:tidewire')).text).toMatch(/Counts are as of \d+ \w+ \d{4}/);
      expect(await counted('tidewire')).toEqual(before);

      expect((await look('/search?q=tidewire')).status).toBe(200);
      const person = await look(`/@${user}`);
      expect([200, 503]).toContain(person.status);
      expect(person.text).not.toContain('lists no package');
      expect((await look(`/compare/${fresh},tidewire`)).text).toContain(fresh);
      for (const path of ['/popular', '/newest', '/trending', '/random?seed=1', '/my-packages', '/sources']) {
        expect((await look(path)).status, path).toBe(200);
      }

      // Not even the registry answers: what was seen is there, what was not is an error that says so.
      fail(fault);
      expect((await look('/pkg:tidewire')).status).toBe(200);
      const missing = await look(`/pkg:${unseen}`);
      expect(missing.status).toBeGreaterThanOrEqual(502);
      expect(missing.text).toMatch(/npm registry (is not answering|has not answered yet|asks for a pause)/);
      expect(missing.text).toContain('Look again');

      // Mended, and asked by a new process, which waits for no break of the old one's.
      fail(null);
      await restart();
      await until(
        () => counted(fresh),
        (line) => line?.from === 'store',
        { timeoutMs: 120_000, everyMs: 1_000 },
      );
      await until(
        () => look(`/pkg:${unseen}`),
        ({ status }) => status === 200,
        { timeoutMs: 120_000 },
      );
      await until(
        () => look(`/@${user}`),
        ({ text }) => /packages? on npm/.test(text),
      );
      await until(
        () => look('/search?q=tidewire'),
        ({ text }) => text.includes('React hooks for tidewire'),
      );
      expect((await look(`/pkg:${fresh}`)).text).not.toMatch(/is not answering|asks for a pause/);
      expect(await counted('tidewire')).toEqual(before);
    },
    300_000,
  );

  it('does not answer for a while, it is asked again', async () => {
    const { look, counted, world } = await openTroubled();
    world.simulator.setFault('downloads', { kind: 'refuse' });
    await until(
      () => look('/pkg:quillparse'),
      ({ text }) => /downloads service is not answering/.test(text),
    );
    world.simulator.setFault('downloads', null);
    await until(
      () => counted('quillparse'),
      (line) => line?.from === 'store',
      { timeoutMs: 120_000, everyMs: 2_000 },
    );
  }, 300_000);

  it('does not answer after a kill, neither what is followed nor what was counted is lost', async () => {
    const { look, counted, fail, post, restart } = await openTroubled();
    const before = await counted('tidewire');
    const back = '/my-packages';
    expect((await post('/follow', { kind: 'package', name: 'tidewire', back })).status).toBe(200);
    expect((await post('/follow', { kind: 'user', name: 'mara', back })).status).toBe(200);
    fail({ kind: 'refuse' });
    await restart('SIGKILL');
    const page = await look('/my-packages');
    for (const name of ['tidewire', '@mara']) expect(page.text).toContain(name);
    expect(await counted('tidewire')).toEqual(before);
  });

  it('has a private scope, its packages are for who has the token in .npmrc, and for nobody else', async () => {
    const { look, world, restart } = await openTroubled();
    const path = '/pkg:@quietharbor/vault';
    expect((await look(path)).status).toBeGreaterThanOrEqual(400);
    const { registryUrl, privateToken } = world.simulator;
    await writeFile(
      join(world.folder, '.npmrc'),
      `registry=${registryUrl}\n${registryUrl.replace(/^http:/, '')}:_authToken=${privateToken}\n`,
    );
    await restart();
    const page = await until(
      () => look(path),
      ({ status }) => status === 200,
    );
    expect(page.text).toContain('Private: secrets at rest');
    expect(JSON.stringify(page)).not.toContain(privateToken);
    // The token goes to the registry alone.
    const asked = await until(
      async () => world.simulator.requests,
      (requests) => requests.some(({ service }) => service === 'downloads'),
    );
    const others = asked.filter(({ service }) => service === 'downloads' || service === 'changes');
    expect(others.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });
});
