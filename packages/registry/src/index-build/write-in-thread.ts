import { startWorker } from '../start-worker.ts';
import type { WriteJob, WriteMessage } from './write-messages.ts';

/** The young generation grows to what it may: rows are garbage at once, and a small one is collected as cheaply. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 16 };

/**
 * Writes an index in a thread of its own, so that whoever waits for it can be stopped, and goes on serving meanwhile.
 *
 * @returns packages in it
 * @throws whatever went wrong in the thread, and the signal's reason
 */
export async function writeInThread(
  job: WriteJob,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<number> {
  signal.throwIfAborted();
  const worker = startWorker('index-build-worker', { workerData: job, resourceLimits: RESOURCE_LIMITS });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const stop = () => reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  worker.on('message', (message: WriteMessage) => {
    if (message.kind === 'progress') onProgress(message.done);
    else resolve(message.packages);
  });
  worker.on('error', reject);
  worker.on('exit', (code) => reject(new Error(`the thread that writes the index ended with code ${code}`)));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
