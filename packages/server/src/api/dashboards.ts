import {
  type Dashboard,
  formatDecimal,
  HttpError,
  suggest,
  toQueryJson,
  windowProblem,
} from '@shipstats/core';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';
import { reportError } from '../errors.ts';
import { readDashboards } from '../explore/follow/read-dashboards.ts';
import { type ResolvedWidget, resolveWidget } from '../resolve-widget.ts';
import { defineEndpoint } from './endpoint.ts';
import { dashboardHeadSchema, dashboardSchema } from './schemas.ts';

export const dashboardEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/dashboards',
    id: 'listDashboards',
    summary: 'Every configured dashboard',
    success: {
      status: 200,
      description: 'The dashboards, as the configuration orders them.',
      type: 'application/json',
      schema: z.strictObject({ dashboards: z.array(dashboardHeadSchema) }),
    },
    handle: async ({ http }, context) =>
      http.json({
        dashboards: (await readDashboards(context)).map((dashboard) => ({
          id: dashboard.id,
          title: dashboard.title,
          description: dashboard.description,
          widgets: dashboard.widgets.length,
          url: `/api/v1/dashboards/${encodeURIComponent(dashboard.id)}`,
        })),
      }),
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/dashboards/{id}',
    id: 'readDashboard',
    summary: 'A dashboard with the answers of all its widgets',
    description:
      'A widget that cannot be answered is `failed` and says why; the others are answered all the same.',
    params: z.strictObject({
      id: z.string().meta({ description: "The dashboard's key in the configuration.", example: 'ai' }),
    }),
    query: z.strictObject({
      window: z
        .string()
        .optional()
        .meta({ description: "Takes the place of every widget's own window.", example: '7d' }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The dashboard.',
      type: 'application/json',
      schema: dashboardSchema,
    },
    handle: async ({ params, query, http }, context) => {
      const dashboard = await findDashboard(params.id, context);
      const window = readWindowOverride(query.window);
      const widgets = await Promise.all(
        dashboard.widgets.map((widget) =>
          resolveWidget(widget, context, { window, onError: (error) => reportError(error, context) }),
        ),
      );
      const { id, title, description } = dashboard;
      return http.json({ id, title, description, widgets: widgets.map(toWidgetJson) });
    },
  }),
];

/** @throws HttpError 404 with the nearest name. */
export async function findDashboard(id: string, context: AppContext): Promise<Dashboard> {
  const dashboards = await readDashboards(context);
  const dashboard = dashboards.find((candidate) => candidate.id === id);
  if (dashboard) return dashboard;
  const ids = dashboards.map((candidate) => candidate.id);
  throw new HttpError(404, `There is no dashboard ${JSON.stringify(id)}.`, suggest(id, ids));
}

/** Null where the widgets keep their own. @throws HttpError 400 for one that cannot be read. */
export function readWindowOverride(window: string | undefined): string | null {
  if (window === undefined || window === '') return null;
  const problem = windowProblem(window);
  if (problem !== undefined) throw new HttpError(400, problem);
  return window;
}

function toWidgetJson(resolved: ResolvedWidget) {
  const head = { id: resolved.widget.id, title: resolved.widget.title };
  switch (resolved.kind) {
    case 'numbers': {
      const budget = resolved.widget.kind === 'stat' ? resolved.widget.budget : null;
      return {
        ...head,
        kind: resolved.widget.kind,
        ...(budget === null ? {} : { budget: formatDecimal(budget) }),
        answers: resolved.answers.map(({ result }) => toQueryJson(result)),
      };
    }
    case 'status':
      return {
        ...head,
        kind: 'status',
        sources: resolved.sources.map(({ state, status }) => ({ name: state.name, status })),
      };
    case 'text':
      return { ...head, kind: 'text', text: resolved.widget.text };
    case 'failed':
      return {
        ...head,
        kind: 'failed',
        message: resolved.message,
        ...(resolved.hint === undefined ? {} : { hint: resolved.hint }),
      };
    default:
      return resolved satisfies never;
  }
}
