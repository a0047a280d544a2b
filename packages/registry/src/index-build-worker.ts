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

write();
