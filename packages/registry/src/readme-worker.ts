import { parentPort } from 'node:worker_threads';
import type { RenderCall, RenderMessage } from './readme/create-readme-renderer.ts';
import { renderReadme } from './readme/render-readme.ts';

/** Loads what rendering needs before a deadline runs. */
const WARM_UP: RenderCall = {
  markdown: '# Readme\n\n```js\nconst ready = true;\n```\n',
  options: { from: 'packument', path: 'README.md', repository: null, ref: null, allowOutsideImages: false },
};

/** The thread that renders readmes, so that a hostile one holds nobody up: started by `create-readme-renderer.ts`. */
async function serve(): Promise<void> {
  const port = parentPort;
  if (!port) throw new Error('readme-worker.ts runs as a worker thread only');
  const say = (message: RenderMessage) => port.postMessage(message);

  port.on('message', async ({ markdown, options }: RenderCall) => {
    try {
      say({ kind: 'rendered', readme: await renderReadme(markdown, options) });
    } catch (error) {
      // A bug of ours, shown instead of one readme.
      say({
        kind: 'failed',
        message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
    }
  });
  await renderReadme(WARM_UP.markdown, WARM_UP.options);
  say({ kind: 'ready' });
}

await serve();
