import type { Context } from 'hono';
import type { AppContext } from '../app-context.ts';
import { PageHead } from '../ui/index.ts';
import { renderPage } from './render-page.tsx';

/** `/docs`: where to read on; the guides themselves come with the software. */
export function renderDocs(http: Context, context: AppContext) {
  return renderPage(
    http,
    context,
    {
      title: 'Docs',
      description: 'Where to read on: connecting a source, the metrics, the API, the guides.',
    },
    <>
      <PageHead title="Docs" lede="Where to read on." />
      <ul>
        <li>
          <a href="/connect">Connect your own OpenAI organization</a>
        </li>
        <li>
          <a href="/metrics">All metrics</a>, with their units and dimensions
        </li>
        <li>
          <a href="/api">The API</a>, for programs
        </li>
        <li>
          The guides come with the software, in its folder <code>docs/</code>: configuration, connectors, the
          store.
        </li>
        <li>
          <code>npx shipstats --help</code> tells what the command line can do.
        </li>
      </ul>
    </>,
  );
}
