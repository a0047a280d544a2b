import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { IndexDocument } from '@shipstats/registry/relevance';

/**
 * Packages out of a table with a head line: name, version, downloads of a month, description, separated by tabs.
 * Downloads that are no number are not known; a line without a name is left out.
 */
export async function* readCorpus(file: string): AsyncGenerator<IndexDocument> {
  let isHead = true;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const [name, version, downloads, description] = line.split('\t');
    if (!isHead && name) {
      const isCount = /^\d+$/.test(downloads ?? '');
      yield {
        name,
        downloads: isCount ? Number(downloads) : null,
        description: description || null,
        facts: version ? { version } : null,
      };
    }
    isHead = false;
  }
}
