import type { Hono } from 'hono';
import type { AppContext } from '../app-context.ts';
import { renderApi } from './api.tsx';
import { renderConnect } from './connect.tsx';
import { renderDashboard } from './dashboard.tsx';
import { renderDashboards } from './dashboards.tsx';
import { renderDocs } from './docs.tsx';
import { renderMetric } from './metric.tsx';
import { renderMetrics } from './metrics.tsx';
import { retryQuarantine } from './quarantine-card.tsx';
import { renderReconcile } from './reconcile.tsx';
import { renderSource } from './source.tsx';
import { renderSources, syncNow } from './sources.tsx';

/** Adds every page. */
export function mountPages(app: Hono, context: AppContext): void {
  app.get('/dashboards', (http) => renderDashboards(http, context));
  app.get('/dashboards/:id', (http) => renderDashboard(http, context, http.req.param('id')));
  app.get('/metrics', (http) => renderMetrics(http, context));
  app.get('/metrics/:name', (http) => renderMetric(http, context, http.req.param('name')));
  app.get('/sources', (http) => renderSources(http, context));
  app.get('/sources/:name', (http) => renderSource(http, context, http.req.param('name')));
  app.get('/sources/:name/reconcile', (http) => renderReconcile(http, context, http.req.param('name')));
  app.post('/sources/:name/sync', (http) => syncNow(http, context, http.req.param('name')));
  app.post('/sources/:name/quarantine/retry', (http) =>
    retryQuarantine(http, context, http.req.param('name')),
  );
  app.get('/connect', (http) => renderConnect(http, context));
  app.get('/api', (http) => renderApi(http, context));
  app.get('/docs', (http) => renderDocs(http, context));
}
