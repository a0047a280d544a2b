import { Worker, type WorkerOptions } from 'node:worker_threads';
import { scriptBeside } from '@shipstats/core';

/** The threads of this package, each a file at its top. */
export type WorkerName = 'index-build-worker' | 'packument-worker' | 'readme-worker' | 'search-worker';

/** Starts a thread. */
export function startWorker(name: WorkerName, options: WorkerOptions = {}): Worker {
  const { url, ...toRun } = scriptBeside(import.meta.url, name);
  return new Worker(url, { ...options, ...toRun });
}
