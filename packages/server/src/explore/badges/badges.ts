import { HttpError, suggest } from '@shipstats/core';
import type { Context, Hono } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { readTail } from '../package-path.ts';
import { renderBadgesPage } from './badges-page.tsx';
import { drawBadge } from './draw-badge.ts';
import { renderEmbed } from './embed.ts';
import { BADGE_METRICS, type BadgeMetric, readBadge } from './read-badge.ts';
import { answerSvg } from './svg-answer.ts';
import { readTheme } from './svg-theme.ts';
import { textMeasure } from './text-measure.ts';

/** So long others may keep a picture; one that says "unknown" much shorter. */
const KEEP_SECONDS = 3_600;
const RETRY_SECONDS = 60;
/** As long as a page waits for numbers that are being read. */
const WAIT_MS = 1_200;

/** Adds `/badge/<metric>/<name>.svg`, `/embed/downloads/<name>.svg` and the page that tells of them. */
export function mountBadges(app: Hono, context: AppContext): void {
  app.get('/pkg/badges', (http) => renderBadgesPage(http, context));
  app.get('/badge/:metric/*', (http) => renderBadge(http, context, http.req.param('metric')));
  app.get('/embed/downloads/*', (http) => renderEmbed(http, context));
}

async function renderBadge(http: Context, context: AppContext, given: string): Promise<Response> {
  const metric = findMetric(given);
  const name = readTail(http, `/badge/${given}/`, '.svg');
  const theme = readTheme(http.req.query('theme'));
  const { badge, status, isKnown } = await readBadge(metric, name, {
    explore: context.explore,
    line: async (wanted) => {
      await context.downloads.want([wanted], { history: 'recent', waitMs: WAIT_MS });
      return (await context.downloads.lines([wanted])).get(wanted);
    },
  });
  return answerSvg(http, drawBadge(badge, theme, await textMeasure()), {
    status,
    maxAgeSeconds: isKnown ? KEEP_SECONDS : RETRY_SECONDS,
  });
}

function findMetric(given: string): BadgeMetric {
  const names = Object.keys(BADGE_METRICS) as BadgeMetric[];
  const found = names.find((name) => name === (given === 'license' ? 'licence' : given));
  if (found !== undefined) return found;
  throw new HttpError(404, `There is no badge ${JSON.stringify(given)}.`, suggest(given, names));
}
