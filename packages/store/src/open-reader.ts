import { Worker } from 'node:worker_threads';
import {
  type BucketInfo,
  type Freshness,
  type ReadRow,
  type SampleReader,
  type StoredName,
  StoreError,
  scriptBeside,
} from '@shipstats/core';
import { fromSentError, type ReadAnswer, type ReadCall, type ReadResult } from './read-messages.ts';

export interface ReaderOptions {
  /** A store that is there already; not `:memory:`, which no other thread can see. */
  readonly file: string;
  /** The thread ends after so long without work and starts again when there is some; 60 s by default. */
  readonly idleMs?: number;
}

/** Reads in a thread of its own. */
export interface Reader extends SampleReader {
  /** Whether the thread is there: it starts with the first read. */
  readonly isRunning: boolean;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: ReadResult) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reads a store in a worker thread, since SQLite blocks the thread it runs in.
 *
 * A thread that dies fails the reads it had and is replaced at the next one. It never keeps the process alive.
 */
export function openReader({ file, idleMs = 60_000 }: ReaderOptions): Reader {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let closed = false;

  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const stop = async () => {
    clearTimeout(idle);
    const ending = worker;
    worker = undefined;
    await ending?.terminate();
  };

  const start = (): Worker => {
    const { url, ...toRun } = scriptBeside(import.meta.url, 'read-worker');
    const started = new Worker(url, { workerData: { file }, ...toRun });
    started.on('message', (answer: ReadAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (waiting.size === 0) {
        started.unref();
        idle = setTimeout(stop, idleMs).unref();
      }
      if ('error' in answer) asked?.reject(fromSentError(answer.error));
      else asked?.resolve(answer.result);
    });
    const forget = (error: Error) => {
      if (worker !== started) return;
      worker = undefined;
      failAll(error);
    };
    started.on('error', forget);
    started.on('exit', (code) => forget(new Error(`the reading thread ended with code ${code}`)));
    return started;
  };

  const call = async (message: ReadCall): Promise<ReadResult> => {
    if (closed) throw new StoreError(`${file}: the reader is closed`);
    clearTimeout(idle);
    worker ??= start();
    worker.ref();
    lastId += 1;
    const id = lastId;
    const answer = new Promise<ReadResult>((resolve, reject) => waiting.set(id, { resolve, reject }));
    worker.postMessage({ id, call: message });
    return answer;
  };

  return {
    get isRunning() {
      return worker !== undefined;
    },
    // The casts are the border to the thread: each method of `read-worker.ts` answers with its own type.
    read: async (request) => (await call({ method: 'read', request })) as readonly ReadRow[],
    buckets: async (connector, resource, window, partitions = null) =>
      (await call({
        method: 'buckets',
        connector,
        resource,
        window,
        partitions,
      })) as readonly BucketInfo[],
    freshness: async (connector, resource, partitions = null) =>
      (await call({ method: 'freshness', connector, resource, partitions })) as Freshness,
    partitions: async (connector, resource) =>
      (await call({ method: 'partitions', connector, resource })) as readonly string[],
    partitionBuckets: async (connector, resource, window, partitions) =>
      (await call({
        method: 'partitionBuckets',
        connector,
        resource,
        window,
        partitions,
      })) as readonly (readonly BucketInfo[])[],
    partitionStarts: async (connector, resource, partitions) =>
      (await call({ method: 'partitionStarts', connector, resource, partitions })) as readonly (
        | number
        | null
      )[],
    names: async (connector) => (await call({ method: 'names', connector })) as readonly StoredName[],
    version: async () => (await call({ method: 'version' })) as string,
    close: async () => {
      closed = true;
      failAll(new StoreError(`${file}: the reader was closed`));
      await stop();
    },
  };
}
