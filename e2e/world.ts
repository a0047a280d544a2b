import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Simulator, type SimulatorOptions, startSimulator } from '@shipstats/connector-openai/simulator';

/** The moment at which these tests live. */
export const NOW = '2026-11-22T10:00:00Z';

/** A folder of its own with a simulated OpenAI beside it: what a user has who has just connected a key. */
export interface World {
  readonly simulator: Simulator;
  readonly folder: string;
  /** Key, address and clock, for the command. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Makes a world with the given configuration in it. */
export async function createWorld(
  config: { readonly name: string; readonly text: string } | undefined,
  options: SimulatorOptions = {},
): Promise<World> {
  const simulator = await startSimulator({ seed: 7, now: NOW, ...options });
  const folder = await makeFolder();
  if (config) await writeFile(path.join(folder, config.name), config.text);
  return {
    simulator,
    folder,
    env: { OPENAI_ADMIN_API_KEY: simulator.adminKey, OPENAI_BASE_URL: simulator.url, SHIPSTATS_NOW: NOW },
    close: async () => {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A new, empty folder. */
export function makeFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'shipstats-e2e-'));
}

interface SourceAnswer {
  readonly running: unknown;
  readonly lastRun: { readonly id: number; readonly status: string } | null;
}

/** Waits until the source has ended a sync after the given one, and gives it. */
export async function untilSynced(url: string, after = 0, source = 'openai') {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${url}/api/v1/sources`);
    // The API's own shape, see its OpenAPI document.
    const { sources } = (await answer.json()) as { sources: (SourceAnswer & { name: string })[] };
    const found = sources.find((one) => one.name === source);
    if (
      found?.lastRun &&
      found.lastRun.id > after &&
      found.running === null &&
      found.lastRun.status !== 'running'
    ) {
      return found.lastRun;
    }
    if (performance.now() > deadline) throw new Error(`No sync of ${source} ended: ${JSON.stringify(found)}`);
    await wait(50);
  }
}
