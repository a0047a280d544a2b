import type { Dashboard, FormatOptions, QueryResult } from '@shipstats/core';
import type { Context } from 'hono';
import type { AppContext } from '../app-context.ts';
import { reportError } from '../errors.ts';
import { readDashboards } from '../explore/follow/read-dashboards.ts';
import { resolveWidget } from '../resolve-widget.ts';
import { Card, Cards, EmptyState, Num, PageHead, Stamp } from '../ui/index.ts';
import { toFormatOptions } from './format-options.ts';
import { renderPage } from './render-page.tsx';

/** So many numbers stand for a dashboard. */
const KEY_NUMBERS = 3;

interface KeyNumber {
  readonly title: string;
  readonly result: QueryResult;
  readonly format?: FormatOptions;
}

/** `/dashboards`: a card for each, with its first numbers. */
export async function renderDashboards(http: Context, context: AppContext) {
  const dashboards = await readDashboards(context);
  const cards = await Promise.all(
    dashboards.map(async (dashboard) => ({ dashboard, numbers: await keyNumbers(dashboard, context) })),
  );
  const now = context.clock();
  return renderPage(
    http,
    context,
    {
      title: 'Dashboards',
      description: 'The dashboards of this Shipstats, each with its key numbers and how fresh they are.',
      section: 'dashboards',
    },
    <>
      <PageHead title="Dashboards" lede="Metrics as code: each is declared in your configuration." />
      {cards.length === 0 ? (
        <EmptyState kind="nothing-found" title="No dashboard yet">
          <p>
            Declare one under <code>dashboards</code> in your configuration.{' '}
            <a href="/metrics">All metrics</a> can be explored without.
          </p>
        </EmptyState>
      ) : (
        <Cards>
          {cards.map(({ dashboard, numbers }) => (
            <Card
              title={dashboard.title}
              href={`/dashboards/${encodeURIComponent(dashboard.id)}`}
              isWide={cards.length === 1}
              foot={<Stamp stamps={numbers.flatMap(({ result }) => result.stamps)} now={now} />}
            >
              <p class="soft">{dashboard.description ?? countWidgets(dashboard)}</p>
              <div class="key-numbers">
                {numbers.map(({ title, result, format }) => (
                  <div>
                    <h3>{title}</h3>
                    {result.value === null ? (
                      <p class="num none">unknown</p>
                    ) : (
                      <Num value={result.value} unit={result.unit} {...(format && { format })} />
                    )}
                  </div>
                ))}
              </div>
            </Card>
          ))}
        </Cards>
      )}
    </>,
  );
}

async function keyNumbers(dashboard: Dashboard, context: AppContext): Promise<readonly KeyNumber[]> {
  const stats = dashboard.widgets.filter((widget) => widget.kind === 'stat').slice(0, KEY_NUMBERS);
  const resolved = await Promise.all(
    stats.map((widget) =>
      resolveWidget(widget, context, { window: null, onError: (error) => reportError(error, context) }),
    ),
  );
  return resolved
    .flatMap((widget) =>
      widget.kind === 'numbers'
        ? widget.answers.map(({ result }) => ({
            title: widget.answers.length === 1 ? widget.widget.title : result.title,
            result,
            ...toFormatOptions(widget.widget.format),
          }))
        : [],
    )
    .slice(0, KEY_NUMBERS);
}

function countWidgets({ widgets }: Dashboard): string {
  return widgets.length === 1 ? '1 widget' : `${widgets.length} widgets`;
}
