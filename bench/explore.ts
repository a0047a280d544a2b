// Measures Explore: pages of packages in a running server, the search, the starter index.
//
//   npm run bench -- explore
//
// `typescript` comes from the registry of npm's configuration; where that cannot be reached, the simulator's enormous
// package stands in for it, and the row says so.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createNpmConfig } from '@shipstats/registry';
import { startNpmSimulator } from '@shipstats/registry/simulator';
import {
  cpuPerRequest,
  type Environment,
  peakMegabytes,
  residentMegabytes,
  type ServedProcess,
  startServer,
} from './child.ts';

export type Report = (what: string, value: number, limit: number, unit: string, digits?: number) => void;

/** Everything of Explore that has a target. */
export async function measureExplore(report: Report): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-bench-explore-'));
  const simulator = await startNpmSimulator({ seed: 42 });
  const simulated: Environment = {
    npm_config_registry: simulator.registryUrl,
    NPM_DOWNLOADS_URL: simulator.downloadsUrl,
    NPM_CHANGES_URL: simulator.changesUrl,
  };
  try {
    await measureCold(path.join(folder, 'cold'), simulated, report);
    await measureWarm(path.join(folder, 'warm'), simulated, report);
  } finally {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The first look at a package with megabytes of packument, in a server that has shown another one before. */
async function measureCold(folder: string, simulated: Environment, report: Report): Promise<void> {
  const isLive = await reachesRegistry();
  const name = isLive ? 'typescript' : 'enormity';
  const what = isLive ? 'cold page of typescript' : 'cold page of a 40 MB packument (no registry reached)';
  const server = await startServer(['--data', folder, '--no-sync'], isLive ? {} : simulated);
  try {
    const fresh = await server.cpuSeconds();
    await settled(server, `/pkg:${isLive ? 'hono' : 'tidewire'}`);
    const before = await server.cpuSeconds();
    const memoryBefore = residentMegabytes(server.pid);
    await settled(server, `/pkg:${name}`);
    report(`${what}: server CPU, readme and all`, (await server.cpuSeconds()) - before, 1.5, 's', 2);
    const memory = peakMegabytes(server.pid);
    if (memory !== undefined && memoryBefore !== undefined) {
      report(`${what}: memory added at its peak`, memory - memoryBefore, 150, 'MB', 0);
    }
    console.log(
      `  the first page of a fresh process, which loads what reads and renders: ${(before - fresh).toFixed(2)} s`,
    );
    const page = await fetch(`${server.url}/pkg:${name}`);
    console.log(
      `  sent for it, compressed: ${(Number(page.headers.get('content-length') ?? 0) / 1000).toFixed(1)} kB`,
    );
  } finally {
    await server.stop();
  }
}

/** Asks until nothing of the page is on its way any more; a page asked for once would leave its readme out. */
async function settled(server: ServedProcess, address: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const response = await fetch(server.url + address);
    const text = await response.text();
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    if (!text.includes('The readme is being read')) return;
    if (performance.now() > deadline) throw new Error(`${address}: the readme does not come`);
    await wait(100);
  }
}

async function measureWarm(folder: string, simulated: Environment, report: Report): Promise<void> {
  const server = await startServer(['--data', folder, '--no-sync'], simulated);
  try {
    await settled(server, '/pkg:tidewire');
    // Counts of all its years are read behind the page, at the pace that npm allows.
    await wait(40_000);
    const again = await cpuPerRequest(server, 100, () => '/pkg:tidewire');
    report('warm page of a package: server CPU', again * 1000, 10, 'ms', 2);
    const made = await cpuPerRequest(server, 60, (index) => `/pkg:tidewire?range=1y&try=${index}`);
    console.log(`  made anew each time (another address): ${(made * 1000).toFixed(2)} ms`);
    const typed = await cpuPerRequest(
      server,
      100,
      (index) => `/search/suggest?q=${'expressfastifyhono'.slice(0, 1 + (index % 17))}`,
    );
    console.log(`  suggestions while typing: ${(typed * 1000).toFixed(2)} ms`);
    const badge = await cpuPerRequest(server, 100, () => '/badge/downloads/tidewire.svg');
    console.log(`  a badge: ${(badge * 1000).toFixed(2)} ms`);
  } finally {
    await server.stop();
  }
}

async function reachesRegistry(): Promise<boolean> {
  const { registry } = await createNpmConfig({ cwd: process.cwd(), env: process.env }).read();
  return fetch(new URL('hono', registry), { method: 'HEAD', signal: AbortSignal.timeout(5_000) }).then(
    (response) => response.ok,
    () => false, // another row stands in
  );
}
