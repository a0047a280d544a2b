// Preloaded (`--import`) into the server that Lighthouse measures, and into nothing else.
import { Server, ServerResponse } from 'node:http';

/** Where the control page is: `lighthouse.ts` knows it too, which must not load this. */
const CONTROL_PATH = '/lighthouse-control';

/** One word: Lighthouse has no score for a page that paints nothing. */
const PAGE = '<!doctype html><html lang="en"><title>Control</title><p>Control</p></html>';

/**
 * Has this process answer one more address, with a page that costs nothing, ahead of what its server does: the product
 * has no such page. Where it is below 100, the machine is busy and the other scores tell of it, not of the pages.
 */
function serveControlPage(): void {
  const { emit } = Server.prototype;
  Server.prototype.emit = function (event: string, ...args: unknown[]): boolean {
    const [request, response] = args;
    if (event === 'request' && isFor(request) && isResponse(response)) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(PAGE);
      return true;
    }
    return Reflect.apply(emit, this, [event, ...args]);
  };
}

function isFor(request: unknown): boolean {
  return typeof request === 'object' && request !== null && 'url' in request && request.url === CONTROL_PATH;
}

function isResponse(response: unknown): response is ServerResponse {
  return response instanceof ServerResponse;
}

serveControlPage();
