import { parentPort, workerData } from 'node:worker_threads';
import type { SampleReader } from '@shipstats/core';
import {
  type ReadAnswer,
  type ReadCall,
  type ReadMessage,
  type ReadResult,
  toSentError,
} from './read-messages.ts';
import { createCatalog } from './sqlite/catalog.ts';
import { openConnection } from './sqlite/open-connection.ts';
import { createSqliteStore } from './sqlite/sqlite-store.ts';

/** Heavy reads go over the whole table again and again: the file itself is the best cache. */
const MMAP_BYTES = 256 * 1024 * 1024;

/** The thread that reads, so that the one that answers requests never waits: started by `open-reader.ts`. */
function serve(): void {
  const port = parentPort;
  if (!port) throw new Error('read-worker.ts runs as a worker thread only');
  // Given by open-reader.ts.
  const { file } = workerData as { file: string };
  let reader: SampleReader | undefined;

  const open = (): SampleReader => {
    const connection = openConnection({ file, readonly: true, cacheKib: 4_096, mmapBytes: MMAP_BYTES });
    return createSqliteStore(connection, createCatalog(connection));
  };

  port.on('message', async ({ id, call }: ReadMessage) => {
    let answer: ReadAnswer;
    try {
      reader ??= open();
      answer = { id, result: await act(reader, call) };
    } catch (error) {
      answer = { id, error: toSentError(error) };
    }
    port.postMessage(answer);
  });
}

async function act(reader: SampleReader, call: ReadCall): Promise<ReadResult> {
  switch (call.method) {
    case 'read':
      return reader.read(call.request);
    case 'buckets':
      return reader.buckets(call.connector, call.resource, call.window, call.partitions);
    case 'freshness':
      return reader.freshness(call.connector, call.resource, call.partitions);
    case 'partitions':
      return reader.partitions(call.connector, call.resource);
    case 'partitionBuckets':
      return reader.partitionBuckets(call.connector, call.resource, call.window, call.partitions);
    case 'partitionStarts':
      return reader.partitionStarts(call.connector, call.resource, call.partitions);
    case 'names':
      return reader.names(call.connector);
    case 'version':
      return reader.version();
    default:
      return call satisfies never;
  }
}

serve();
