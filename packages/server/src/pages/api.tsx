import type { Context } from 'hono';
import { endpoints } from '../api/routes.ts';
import type { AppContext } from '../app-context.ts';
import { DataTable } from '../chart/index.ts';
import { Card, PageHead } from '../ui/index.ts';
import { renderPage } from './render-page.tsx';
import { WithCode } from './with-code.tsx';

/** `/api`: what programs can ask, for people. */
export function renderApi(http: Context, context: AppContext) {
  return renderPage(
    http,
    context,
    {
      title: 'API',
      description: 'Everything that the pages show, for programs: JSON and CSV, with an OpenAPI document.',
    },
    <>
      <PageHead
        title="API"
        lede={
          <>
            Everything that the pages show, for programs. The whole of it as an{' '}
            <a href="/api/v1/openapi.json">OpenAPI document</a>.
          </>
        }
      />
      <p class="soft intro">
        Every answer is an object, every error <code>{'{"error": {"status", "message", "hint"}}'}</code>.
        Money is a decimal text, exact to the last digit; null is unknown. Answers carry an ETag. Where a
        login is needed, send <code>Authorization: Bearer …</code> with the <code>SHIPSTATS_TOKEN</code> of
        the server.
      </p>
      {endpoints.map((endpoint) => {
        const parameters = [
          ...Object.entries(endpoint.params.shape),
          ...Object.entries(endpoint.query.shape),
        ];
        return (
          <Card title={endpoint.summary} isWide>
            <p>
              <code>
                {endpoint.method.toUpperCase()} {endpoint.path}
              </code>
            </p>
            {endpoint.description === undefined ? null : (
              <p class="soft">
                <WithCode text={endpoint.description} />
              </p>
            )}
            {parameters.length === 0 ? null : (
              <DataTable
                label={`Parameters of ${endpoint.path}`}
                isStacked
                columns={[{ label: 'Parameter' }, { label: 'What it is' }]}
                rows={parameters.map(([name, schema]) => [
                  <code>{name}</code>,
                  <WithCode text={describe(schema)} />,
                ])}
              />
            )}
          </Card>
        );
      })}
    </>,
  );
}

function describe(schema: unknown): string {
  const meta = typeof schema === 'object' && schema !== null && 'meta' in schema ? schema.meta : undefined;
  const described: unknown = typeof meta === 'function' ? meta.call(schema) : undefined;
  const text =
    typeof described === 'object' && described !== null ? Reflect.get(described, 'description') : undefined;
  return typeof text === 'string' ? text : '';
}
