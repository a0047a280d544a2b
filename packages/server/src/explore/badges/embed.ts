import { HttpError, runQuery } from '@shipstats/core';
import type { Context } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { checkPackage } from '../check-package.ts';
import { downloadsQuery, lastCountedDay, RECENT_RANGES, rangeWindow, readRange } from '../downloads-query.ts';
import { readTail } from '../package-path.ts';
import { drawBadge } from './draw-badge.ts';
import { drawEmbed } from './draw-embed.tsx';
import { missingBadge } from './read-badge.ts';
import { answerSvg } from './svg-answer.ts';
import { readTheme } from './svg-theme.ts';
import { textMeasure } from './text-measure.ts';

const KEEP_SECONDS = 3_600;
const RETRY_SECONDS = 60;
const WAIT_MS = 1_200;

/** `/embed/downloads/<name>.svg?range=&theme=`: the chart of a package's page as a picture. */
export async function renderEmbed(http: Context, context: AppContext): Promise<Response> {
  const name = readTail(http, '/embed/downloads/', '.svg');
  const theme = readTheme(http.req.query('theme'));
  const range = readRange(http.req.query('range'));
  try {
    await checkPackage(name, context.explore);
  } catch (error) {
    if (!(error instanceof HttpError) || error.status === 400) throw error;
    return answerSvg(
      http,
      drawBadge(missingBadge('downloads', name, error.status), theme, await textMeasure()),
      {
        status: 404,
        maxAgeSeconds: RETRY_SECONDS,
      },
    );
  }
  await context.downloads.want([name], { history: 'recent', waitMs: WAIT_MS });
  const lines = await context.downloads.lines([name]);
  const through = lastCountedDay(lines.values());
  const query = downloadsQuery([name], context.catalog, {
    window: rangeWindow(range, through),
    bucket: RECENT_RANGES[range].bucket,
    isSplit: false,
  });
  if (query === undefined) throw noSource();
  const result = await runQuery(query, context.query);
  // A day that npm has lost comes no sooner for asking again; one that is being read does.
  const isWhole =
    result.value !== null && lines.get(name)?.from === 'store' && !context.downloads.isReading(name);
  return answerSvg(http, drawEmbed({ name, result, now: context.clock(), theme }), {
    status: 200,
    maxAgeSeconds: isWhole ? KEEP_SECONDS : RETRY_SECONDS,
  });
}

function noSource(): HttpError {
  return new HttpError(404, 'There is no source of downloads here.', 'Add the connector "npm".');
}
