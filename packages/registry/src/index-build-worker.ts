import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openGatheredList } from './index-build/gathered-list.ts';
import { writeIndex } from './index-build/write-index.ts';
import type { WriteJob, WriteMessage } from './index-build/write-messages.ts';
import { openLearnedFacts } from './index-learned/open-learned-facts.ts';

/** The thread that writes an index: started by `write-in-thread.ts`. */
function write(): void {
  const port = parentPort;
  if (!port) throw new Error('index-build-worker.ts runs as a worker thread only');
  // Written by `writeInThread`.
  const { file, listFile, fingerprint, learnedFile, meta } = workerData as WriteJob;
  giveWay();
  const say = (message: WriteMessage) => port.postMessage(message);
  const list = openGatheredList(listFile, fingerprint);
  const learned = openLearnedFacts({ file: learnedFile, clock: () => new Date() });
  try {
    const packages = writeIndex({
      file,
      list,
      learned,
      meta,
      onProgress: (done) => say({ kind: 'progress', done }),
    });
    say({ kind: 'done', packages });
  } finally {
    list.close();
    learned.close();
  }
}

/** To the servers of this machine, which are searched meanwhile. On Linux it is this thread alone that does. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // Where it is not allowed, the build is as important as anything else.
  }
}

write();
