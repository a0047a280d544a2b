import { ConnectorError } from '@shipstats/core';
import type { Deadline } from './deadline.ts';
import type { TransportAnswer } from './transport.ts';

export interface ReadOptions {
  readonly deadline: Deadline;
  readonly maxBytes: number;
  /** Who answers, at the start of a sentence. */
  readonly title: string;
}

/**
 * Gives the bytes of an answer as they arrive, and lets go of the connection however the reading ends.
 *
 * @throws ConnectorError `too-large`
 * @throws the deadline's reason, even where the body does not heed its signal
 */
export async function* readBounded(
  answer: TransportAnswer,
  { deadline, maxBytes, title }: ReadOptions,
): AsyncGenerator<Uint8Array> {
  const tooLarge = () =>
    new ConnectorError(`${title} answered more than the ${formatBytes(maxBytes)} that are read.`, {
      code: 'too-large',
      status: answer.status,
    });
  const body = answer.body[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    // The length of a compressed body says too little; that of a plain one saves reading it.
    const length = Number(answer.headers.get('content-length') ?? 0);
    if (length > maxBytes) throw tooLarge();
    while (true) {
      const { done, value } = await deadline.race(body.next());
      if (done) return;
      bytes += value.length;
      if (bytes > maxBytes) throw tooLarge();
      yield value;
    }
  } finally {
    answer.discard();
  }
}

/** The whole body. */
export async function readWhole(answer: TransportAnswer, options: ReadOptions): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBounded(answer, options)) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

/** The parsed body; null for an empty one. @throws ConnectorError `bad-response` for HTML and other text */
export function parseJsonBody(bytes: Uint8Array, answer: TransportAnswer, title: string): unknown {
  if (bytes.length === 0) return null;
  const text = new TextDecoder().decode(bytes);
  if (isHtml(answer) || text.trimStart().startsWith('<')) throw notItsOwn(title, 'HTML', answer.status);
  try {
    return JSON.parse(text);
  } catch {
    // SyntaxError: it broke off, or is no JSON at all. Its message would quote the text.
    throw notItsOwn(title, 'something that is not JSON', answer.status);
  }
}

/** Whether an answer says that it is a page for people, which none of npm's services sends with a good status. */
export function isHtml(answer: TransportAnswer): boolean {
  return /^\s*(?:text\/html|application\/xhtml)/i.test(answer.headers.get('content-type') ?? '');
}

/** The error for an answer that is not the service's own. */
export function notItsOwn(title: string, what: string, status: number): ConnectorError {
  return new ConnectorError(`${title} is not answering: what came was ${what} (status ${status}).`, {
    code: 'bad-response',
    status,
    hint: 'Is there a proxy or a login page in between?',
  });
}

function formatBytes(bytes: number): string {
  return bytes >= 1 << 20 ? `${Math.round(bytes / (1 << 20))} MiB` : `${Math.round(bytes / 1024)} KiB`;
}
