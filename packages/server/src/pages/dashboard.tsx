import { type Dashboard, windowLabel } from '@shipstats/core';
import type { Context } from 'hono';
import { findDashboard, readWindowOverride } from '../api/dashboards.ts';
import type { AppContext } from '../app-context.ts';
import { reportError } from '../errors.ts';
import { type ResolvedWidget, resolveWidget } from '../resolve-widget.ts';
import { Breadcrumb, Cards, EmptyState, PageHead, RangePicker, Tiles } from '../ui/index.ts';
import { addShape, withShape } from './add-shape.ts';
import { RangeForm } from './range-form.tsx';
import { rangeOptions, withRangeOfForm } from './range-options.ts';
import { renderPage } from './render-page.tsx';
import { renderWidget } from './widget.tsx';

/** `/dashboards/:id?window=`: every widget of a dashboard. */
export async function renderDashboard(http: Context, context: AppContext, id: string) {
  const dashboard = await findDashboard(id, context);
  const url = new URL(http.req.url);
  const fromForm = withRangeOfForm(url);
  if (fromForm) return http.redirect(fromForm.pathname + fromForm.search, 303);
  const window = readWindowOverride(http.req.query('window'));
  const widgets = await resolveWidgets(dashboard, context, window);
  const picked = widgets.flatMap((widget) => (widget.kind === 'numbers' ? widget.answers : []))[0]?.result
    .window;
  // The first numbers are seconds away: until they are there the page looks again, without JavaScript too.
  if (await isFirstSync(widgets, context)) http.header('Refresh', '2');
  const own = window === null ? null : <a href={url.pathname}>as configured</a>;
  return renderPage(
    http,
    context,
    {
      title: dashboard.title,
      description: dashboard.description ?? `${dashboard.title}: ${widgetTitles(dashboard)}.`,
      section: 'dashboards',
    },
    <>
      <PageHead
        title={dashboard.title}
        crumb={<Breadcrumb trail={[{ label: 'Dashboards', href: '/dashboards' }]} />}
        lede={
          window === null ? (
            (dashboard.description ?? undefined)
          ) : (
            <>
              Every number over the {windowLabel(window)} · {own}
            </>
          )
        }
      >
        <div class="range-tools">
          <RangePicker options={rangeOptions(url, window)} />
          <RangeForm url={url} window={picked} />
        </div>
      </PageHead>
      {isNeverSynced(widgets) ? (
        <EmptyState kind="never-synced">
          <p>
            Numbers appear here with the first sync. <a href="/sources">Sources</a> shows how far it is.
          </p>
        </EmptyState>
      ) : null}
      {widgets.length === 0 ? (
        <EmptyState kind="nothing-found" title="This dashboard is empty">
          <p>Add widgets to it in the configuration.</p>
        </EmptyState>
      ) : (
        inBands(widgets).map((band) =>
          band.isTiles ? (
            <Tiles>{band.widgets.map((widget) => renderWidget(widget, context, window))}</Tiles>
          ) : (
            <Cards>
              {band.widgets.map((widget, index) =>
                isAlone(band.widgets, index) ? (
                  <div class="full">{renderWidget(widget, context, window)}</div>
                ) : (
                  renderWidget(widget, context, window, heightBeside(band.widgets[index + 1]))
                ),
              )}
            </Cards>
          ),
        )
      )}
    </>,
  );
}

/** All widgets of a dashboard, single numbers with their shape over time. */
export async function resolveWidgets(
  dashboard: Dashboard,
  context: AppContext,
  window: string | null,
): Promise<readonly ResolvedWidget[]> {
  const onError = (error: unknown) => reportError(error, context);
  return Promise.all(
    dashboard.widgets.map(async (widget) =>
      addShape(await resolveWidget(withShape(widget), context, { window, onError }), context),
    ),
  );
}

/** Single numbers stand side by side, everything else in cards, in the order of the configuration. */
function inBands(widgets: readonly ResolvedWidget[]) {
  const bands: { isTiles: boolean; widgets: ResolvedWidget[] }[] = [];
  for (const widget of widgets) {
    const isTiles = widget.kind === 'numbers' && widget.widget.kind === 'stat';
    const last = bands.at(-1);
    if (last?.isTiles === isTiles) last.widgets.push(widget);
    else bands.push({ isTiles, widgets: [widget] });
  }
  return bands;
}

/** A card that nothing would stand beside takes the whole row: a wide one, or the last one. */
function isAlone(widgets: readonly ResolvedWidget[], index: number): boolean {
  let column = 0;
  for (const [place, widget] of widgets.entries()) {
    if (!isWide(widget)) {
      if (place === index && column === 0 && place === widgets.length - 1) return true;
      column = (column + 1) % 3;
      continue;
    }
    const next = widgets[place + 1];
    const isRowEmpty = column !== 1;
    const alone = isRowEmpty && (next === undefined || isWide(next));
    if (place === index) return alone;
    column = !isRowEmpty || alone ? 0 : 2;
  }
  return false;
}

/** A row of a ranked list, and what of it the legend of the chart beside it takes; see `.rank` in the styles. */
const RANK_ROW = 45;
const LEGEND = 20;
const HEIGHTS = { least: 208, most: 360 };

/** How high a chart stands that fills the room beside a list; undefined beside anything else. */
function heightBeside(next: ResolvedWidget | undefined): number | undefined {
  if (next?.kind !== 'numbers' || next.widget.kind !== 'breakdown') return undefined;
  const rows = next.answers.reduce((sum, { result }) => sum + result.series.length, 0);
  return Math.min(Math.max(rows * RANK_ROW - LEGEND, HEIGHTS.least), HEIGHTS.most);
}

function isWide(widget: ResolvedWidget): boolean {
  return widget.kind === 'numbers' && (widget.widget.kind === 'timeseries' || widget.widget.kind === 'table');
}

/** Whether a number is missing for no other reason than that its source has not ended a sync yet. */
async function isFirstSync(widgets: readonly ResolvedWidget[], { sync }: AppContext): Promise<boolean> {
  const missing = stampsOf(widgets).filter((stamp) => stamp.syncedAt === null);
  if (missing.length === 0) return false;
  const firsts = (await sync.sources()).filter(
    ({ enabled, running, lastRun, nextAt }) => enabled && (running || (!lastRun && nextAt !== null)),
  );
  return missing.some(({ source }) => firsts.some(({ name }) => name === source.connector));
}

function isNeverSynced(widgets: readonly ResolvedWidget[]): boolean {
  const stamps = stampsOf(widgets);
  return stamps.length > 0 && stamps.every((stamp) => stamp.syncedAt === null && stamp.through === null);
}

function stampsOf(widgets: readonly ResolvedWidget[]) {
  return widgets.flatMap((widget) =>
    widget.kind === 'numbers' ? widget.answers.flatMap(({ result }) => result.stamps) : [],
  );
}

function widgetTitles(dashboard: Dashboard): string {
  return dashboard.widgets
    .map((widget) => widget.title)
    .filter(Boolean)
    .slice(0, 6)
    .join(', ');
}
