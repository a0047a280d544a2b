import { parentPort } from 'node:worker_threads';
import type { SlimAnswer, SlimMessage } from './packument/slim-messages.ts';
import { createPackumentSlimmer, type PackumentSlimmer } from './packument/slim-packument.ts';
import { PackumentError } from './packument/split-packument.ts';

/** The thread that slims packuments, so that the one that answers pages never waits: started by `slim-thread.ts`. */
function serve(): void {
  const port = parentPort;
  if (!port) throw new Error('packument-worker.ts runs as a worker thread only');
  const slimmers = new Map<number, PackumentSlimmer>();

  const answer = (message: SlimAnswer, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  port.on('message', (message: SlimMessage) => {
    const { id } = message;
    try {
      switch (message.kind) {
        case 'start':
          slimmers.set(id, createPackumentSlimmer(message.name));
          return;
        case 'chunk':
          slimmers.get(id)?.push(message.bytes);
          answer({ kind: 'taken', id, bytes: message.bytes.byteLength });
          return;
        case 'end': {
          const packument = slimmers.get(id)?.end();
          slimmers.delete(id);
          if (packument) answer({ kind: 'done', id, packument });
          return;
        }
        case 'stop':
          slimmers.delete(id);
          return;
        default:
          message satisfies never;
      }
    } catch (error) {
      slimmers.delete(id);
      const problem = error instanceof PackumentError ? error.message : null;
      answer({
        kind: 'failed',
        id,
        problem,
        bug: error instanceof Error ? (error.stack ?? '') : String(error),
      });
    }
  });
}

serve();
