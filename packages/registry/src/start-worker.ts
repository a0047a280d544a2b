import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The threads of this package, each a file at its top. */
export type WorkerName = 'index-build-worker' | 'packument-worker' | 'readme-worker' | 'search-worker';

/** Starts a thread. It runs what this file is: TypeScript in a checkout, JavaScript at the top of the bundle once built. */
export function startWorker(name: WorkerName, options: WorkerOptions = {}): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  return new Worker(new URL(`./${name}.${isSource ? 'ts' : 'js'}`, import.meta.url), {
    ...options,
    // In a checkout the other packages are read from their sources too.
    ...(isSource ? { execArgv: ['--conditions=source'] } : {}),
  });
}
