import type { Worker } from 'node:worker_threads';
import { startWorker } from '../start-worker.ts';
import { batchBytes } from './batch-bytes.ts';
import type { KeptPackument } from './kept-packument.ts';
import type { SlimAnswer, SlimMessage } from './slim-messages.ts';
import { PackumentError } from './split-packument.ts';

/** Slims packuments in a thread of its own. */
export interface SlimThread {
  /**
   * Reads a packument to its end.
   *
   * @throws PackumentError where it is none
   * @throws whatever the stream throws
   */
  slim(name: string, chunks: AsyncIterable<Uint8Array>): Promise<KeptPackument>;
  close(): Promise<void>;
}

export interface SlimThreadOptions {
  /** The thread ends after so long without work, and starts again when there is some. */
  readonly idleMs?: number;
  /** A thread that says nothing for so long is ended, with what it had. */
  readonly silenceMs?: number;
}

interface Job {
  readonly resolve: (packument: KeptPackument) => void;
  readonly reject: (error: Error) => void;
  readonly taken: (bytes: number) => void;
  /** Messages that the thread has not answered yet. */
  owed: number;
}

/** As much may lie before the thread: whatever arrives faster waits. */
const MAX_AHEAD_BYTES = 2 * 1024 * 1024;
/** Enough for messages to cost little, and for the thread to begin early. */
const BATCH_BYTES = 256 * 1024;
/** A hostile packument ends the thread, never the process. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 48 };

/** The thread starts with the first packument, and never keeps the process alive. One that dies fails what it had. */
export function createSlimThread(options: SlimThreadOptions = {}): SlimThread {
  const { idleMs = 20_000, silenceMs = 15_000 } = options;
  const jobs = new Map<number, Job>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;
  let lastId = 0;

  const forget = (ended: Worker, error: Error) => {
    if (worker !== ended) return;
    worker = undefined;
    for (const { reject } of jobs.values()) reject(error);
    jobs.clear();
  };

  const stop = async (problem: string) => {
    clearTimeout(idle);
    clearTimeout(silence);
    const ending = worker;
    if (ending) forget(ending, new PackumentError(problem));
    await ending?.terminate();
  };

  /** Called whenever something goes to the thread, or comes back: it is waited for while it owes an answer. */
  const watch = () => {
    clearTimeout(silence);
    const isWaiting = [...jobs.values()].some(({ owed }) => owed > 0);
    if (isWaiting) silence = setTimeout(() => void stop('takes too long to be read'), silenceMs);
  };

  const finish = (id: number) => {
    jobs.delete(id);
    watch();
    if (jobs.size > 0) return;
    worker?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => void stop('was not read'), idleMs).unref();
  };

  const start = (): Worker => {
    const started = startWorker('packument-worker', { resourceLimits: RESOURCE_LIMITS });
    started.on('message', (answer: SlimAnswer) => {
      const job = jobs.get(answer.id);
      if (job) job.owed -= 1;
      watch();
      if (answer.kind === 'taken') job?.taken(answer.bytes);
      else if (answer.kind === 'done') job?.resolve(answer.packument);
      else job?.reject(answer.problem === null ? new Error(answer.bug) : new PackumentError(answer.problem));
    });
    started.on('error', (error: NodeJS.ErrnoException) =>
      forget(
        started,
        error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new PackumentError('takes too much memory') : error,
      ),
    );
    started.on('exit', (code) => forget(started, new Error(`the slimming thread ended with code ${code}`)));
    return started;
  };

  return {
    async slim(name, chunks) {
      clearTimeout(idle);
      worker ??= start();
      const thread = worker;
      thread.ref();
      lastId += 1;
      const id = lastId;
      const post = (message: SlimMessage, transfer: ArrayBuffer[] = []) => {
        thread.postMessage(message, transfer);
        if (message.kind === 'chunk' || message.kind === 'end') job.owed += 1;
        watch();
      };
      const { promise, resolve, reject } = Promise.withResolvers<KeptPackument>();
      let ahead = 0;
      let failure: Error | undefined;
      let wake: (() => void) | undefined;
      const job: Job = {
        owed: 0,
        resolve,
        reject(error) {
          failure = error;
          reject(error);
          wake?.();
        },
        taken(bytes) {
          ahead -= bytes;
          wake?.();
        },
      };
      jobs.set(id, job);
      // Whoever fails first, the other is told through this promise or not at all.
      promise.catch(() => {});
      try {
        post({ kind: 'start', id, name });
        for await (const bytes of batchBytes(chunks, BATCH_BYTES)) {
          ahead += bytes.byteLength;
          post({ kind: 'chunk', id, bytes }, [bytes.buffer]);
          while (ahead > MAX_AHEAD_BYTES && failure === undefined) {
            await new Promise<void>((resume) => {
              wake = resume;
            });
          }
          if (failure !== undefined) throw failure;
        }
        post({ kind: 'end', id });
        return await promise;
      } catch (error) {
        post({ kind: 'stop', id });
        throw error;
      } finally {
        finish(id);
      }
    },
    close: () => stop('was not read to its end: the program is closing'),
  };
}
