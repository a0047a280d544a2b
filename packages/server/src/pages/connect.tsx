import type { Context } from 'hono';
import type { AppContext } from '../app-context.ts';
import { Card, PageHead } from '../ui/index.ts';
import { renderPage } from './render-page.tsx';

/** `/connect`: the three steps from the demonstration to one's own numbers. */
export function renderConnect(http: Context, context: AppContext) {
  return renderPage(
    http,
    context,
    {
      title: 'Connect your own OpenAI organization',
      description: 'Three steps from the demonstration to your own numbers: a key, a configuration, a start.',
    },
    <>
      <PageHead
        title="Connect your own OpenAI organization"
        lede="Three steps. The numbers go from OpenAI to this machine, and nowhere else."
      />
      <Card title="1. Make an admin key" isWide>
        <p>
          An owner of the organization makes it at{' '}
          <a href="https://platform.openai.com/settings/organization/admin-keys" rel="noreferrer">
            platform.openai.com, Admin keys
          </a>
          . Reading usage is all that it needs to be allowed.
        </p>
      </Card>
      <Card title="2. Write the configuration" isWide>
        <p>In the folder that Shipstats runs in:</p>
        <pre>
          <code>npx shipstats init</code>
        </pre>
        <p>
          writes <code>shipstats.config.ts</code>, with comments, and <code>.env.example</code>. Copy that to{' '}
          <code>.env</code> and put the key in:
        </p>
        <pre>
          <code>OPENAI_ADMIN_API_KEY=sk-admin-…</code>
        </pre>
        <p>
          <code>npx shipstats check</code> tells whether the key works, and what to do if it does not.
        </p>
      </Card>
      <Card title="3. Start again" isWide>
        <pre>
          <code>npm start</code>
        </pre>
        <p>
          With a configuration there, your numbers take the place of the demonstration. The first sync shows
          its progress under <a href="/sources">Sources</a>.
        </p>
      </Card>
    </>,
  );
}
