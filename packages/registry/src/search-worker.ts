import { parentPort } from 'node:worker_threads';
import type { SearchMessage, SearchReply } from './search/search-messages.ts';
import { prepareSearch, type Searched } from './search/sqlite/find-candidates.ts';
import { openIndexReader } from './search/sqlite/index-reader.ts';
import { searchPackages } from './search/sqlite/search-packages.ts';
import { suggestOwners } from './search/sqlite/suggest-owners.ts';

/** The thread that searches, so that the one that answers pages never waits: started by `search-thread.ts`. */
function serve(): void {
  const port = parentPort;
  if (!port) throw new Error('search-worker.ts runs as a worker thread only');
  let open: { readonly file: string; readonly searched: Searched } | undefined;

  const searchedOf = (file: string): Searched => {
    if (open?.file === file) return open.searched;
    const searched = prepareSearch(openIndexReader(file));
    // The one before it may have been replaced; it is let go when the new one stands.
    open?.searched.reader.close();
    open = { file, searched };
    return searched;
  };
  const answer = (message: SearchMessage) => {
    switch (message.kind) {
      case 'search':
        return searchPackages(searchedOf(message.file), message.query, message.page, new Date(message.now));
      case 'suggest':
        return suggestOwners(searchedOf(message.file).findOwners, message.text, message.limit);
      default:
        return message satisfies never;
    }
  };

  port.on('message', (message: SearchMessage) => {
    const { id } = message;
    let reply: SearchReply;
    try {
      reply = { id, kind: 'answer', answer: answer(message) };
    } catch (error) {
      // A damaged file is made anew under its name: the next question opens it again.
      open?.searched.reader.close();
      open = undefined;
      reply = {
        id,
        kind: 'error',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      };
    }
    port.postMessage(reply);
  });
}

serve();
