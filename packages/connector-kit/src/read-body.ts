import { ConnectorError } from '@shipstats/core';
import { JsonSyntaxError } from './json-syntax-error.ts';
import { networkReason } from './network-reason.ts';

export interface ReadBodyOptions {
  readonly signal: AbortSignal;
  /** Cap on the decoded bytes. */
  readonly maxBytes: number;
  /** Starts the message of a `too-large` error: who, and which request. */
  readonly where: string;
  /** Called with each chunk as it arrives. */
  readonly onChunk: (chunk: Uint8Array) => void;
}

/**
 * Gives the decoded bytes of a response as they arrive; the connection is let go however the reading ends.
 *
 * @throws the signal's reason when it aborts, even if the stream does not notice
 * @throws JsonSyntaxError when the body breaks off or cannot be decompressed
 * @throws ConnectorError `too-large`
 */
export async function* readBody(response: Response, options: ReadBodyOptions): AsyncGenerator<Uint8Array> {
  const { signal, maxBytes, where, onChunk } = options;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  if (reader === undefined) return;
  // Cancelling settles a read that hangs; it fails only on a stream that has failed already.
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  let bytes = 0;
  try {
    while (true) {
      signal.throwIfAborted();
      const { done, value } = await reader.read().catch((error: unknown) => {
        signal.throwIfAborted();
        throw new JsonSyntaxError(`it breaks off after ${bytes} bytes (${networkReason(error)})`, {
          cause: error,
        });
      });
      signal.throwIfAborted();
      if (done) return;
      bytes += value.length;
      onChunk(value);
      if (bytes > maxBytes) {
        throw new ConnectorError(`${where} answered more than the cap of ${maxBytes} bytes.`, {
          code: 'too-large',
          status: response.status,
        });
      }
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
