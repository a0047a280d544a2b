import type { Worker } from 'node:worker_threads';
import { startWorker } from '../start-worker.ts';
import type { SearchMessage, SearchReply } from './search-messages.ts';

/** What one thread is asked, without what the thread keeps count by. */
export type SearchRequest = SearchMessage extends infer Message
  ? Message extends SearchMessage
    ? Omit<Message, 'id'>
    : never
  : never;

/** Searches in a thread of its own: better-sqlite3 holds up whoever calls it. */
export interface SearchThread {
  /** @throws Error where the index cannot be read, or the search takes longer than `deadlineMs` */
  ask(request: SearchRequest): Promise<Extract<SearchReply, { kind: 'answer' }>['answer']>;
  close(): Promise<void>;
}

export interface SearchThreadOptions {
  /** A thread that does not answer for so long is ended, with all that it was asked. */
  readonly deadlineMs?: number;
}

interface Job {
  readonly resolve: (answer: Extract<SearchReply, { kind: 'answer' }>['answer']) => void;
  readonly reject: (error: Error) => void;
  readonly deadline: NodeJS.Timeout;
}

/** Much longer than was ever seen, on a machine with much else to do. */
const DEADLINE_MS = 20_000;

/** The thread starts with the first search, and never keeps the process alive. */
export function createSearchThread({ deadlineMs = DEADLINE_MS }: SearchThreadOptions = {}): SearchThread {
  const jobs = new Map<number, Job>();
  let worker: Worker | undefined;
  let lastId = 0;

  const fail = (ended: Worker, error: Error) => {
    if (worker !== ended) return;
    worker = undefined;
    for (const { reject, deadline } of jobs.values()) {
      clearTimeout(deadline);
      reject(error);
    }
    jobs.clear();
  };
  const stop = async (reason: string) => {
    const ending = worker;
    if (ending) fail(ending, new Error(reason));
    await ending?.terminate();
  };
  const finish = (id: number): Job | undefined => {
    const job = jobs.get(id);
    jobs.delete(id);
    clearTimeout(job?.deadline);
    if (jobs.size === 0) worker?.unref();
    return job;
  };
  const start = (): Worker => {
    const started = startWorker('search-worker');
    started.on('message', (reply: SearchReply) => {
      const job = finish(reply.id);
      if (reply.kind === 'answer') job?.resolve(reply.answer);
      else job?.reject(new Error(reply.message));
    });
    started.on('error', (error) => fail(started, error));
    started.on('exit', (code) => fail(started, new Error(`the searching thread ended with code ${code}`)));
    return started;
  };

  return {
    ask(request) {
      worker ??= start();
      worker.ref();
      lastId += 1;
      const id = lastId;
      const { promise, resolve, reject } = Promise.withResolvers<Parameters<Job['resolve']>[0]>();
      const deadline = setTimeout(() => void stop('the search took too long'), deadlineMs).unref();
      jobs.set(id, { resolve, reject, deadline });
      worker.postMessage({ ...request, id });
      return promise;
    },
    close: () => stop('the search was closed'),
  };
}
