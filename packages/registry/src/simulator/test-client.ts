import { afterAll, beforeAll } from 'vitest';
import type { NpmSimulator, NpmSimulatorOptions } from './options.ts';
import { startNpmSimulator } from './start-npm-simulator.ts';

/** The moment that the simulator's own tests stand at. */
export const NOW = '2026-11-22T10:00:00Z';

/** Status and body of an answer, as far as it is JSON. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // The simulator's own answers: the tests check what they read of it.
  // biome-ignore lint/suspicious/noExplicitAny: any shape may come, and each test asserts its own
  readonly json: any;
}

export async function ask(url: string, init: RequestInit = {}): Promise<Answered> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: response.status, headers: response.headers, json: isJson ? JSON.parse(text) : text };
}

/** One simulator for the tests of a file, started before them and closed after. */
export function useSimulator(options: NpmSimulatorOptions = {}): () => NpmSimulator {
  let simulator: NpmSimulator | undefined;
  beforeAll(async () => {
    simulator = await startNpmSimulator({ now: NOW, ...options });
  });
  afterAll(async () => simulator?.close());
  return () => {
    if (simulator === undefined) throw new Error('The simulator has not started');
    return simulator;
  };
}
