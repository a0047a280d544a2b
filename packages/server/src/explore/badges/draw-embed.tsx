import { formatAgo, type QueryResult, type Stamp, toUnixSeconds } from '@shipstats/core';
import { chartModel, chartValue } from '../../chart/chart-model.ts';
import { Plot } from '../../chart/plot.tsx';
import { spanName } from '../../chart/time-ticks.ts';
import { countNoun, dayName, type PIP_MEANINGS, pipState, sourceName } from '../../ui/stamp-words.ts';
import { escapeXml, plainText } from '../plain-text.ts';
import { type SvgTheme, themeCss } from './svg-theme.ts';

const WIDTH = 720;
const EDGE = 20;
const PLOT_TOP = 58;
const PLOT_HEIGHT = 170;
/** Labels of the time axis, and the line of the stamp. */
const FOOT = 26 + 36;
const HEIGHT = PLOT_TOP + PLOT_HEIGHT + FOOT;

export interface EmbedProps {
  readonly name: string;
  readonly result: QueryResult;
  readonly now: Date;
  readonly theme: SvgTheme;
}

/** A chart as a picture for other sites: drawn as on the page, with its total and its stamp inside. */
export function drawEmbed({ name, result, now, theme }: EmbedProps): string {
  const model = chartModel(result, { height: PLOT_HEIGHT });
  const { gutter } = model.axis;
  const title = `Downloads of ${plainText(name, 80)}`;
  const total = result.value === null ? 'unknown' : `${chartValue(model, result.value)} downloads`;
  const span = spanName(result.window);
  const inner = WIDTH - 2 * EDGE;
  const plot = (
    <Plot id="embed" model={model} title={title} now={now} frame={{ x: gutter, width: inner - gutter }} />
  ).toString();
  const line = (x: number, y: number, className: string, anchor: 'start' | 'end', text: string) =>
    `<text class="${className}" x="${x}" y="${y}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="desc">${escapeXml(`${total}, ${span}. ${stampText(result.stamps, now)}.`)}</desc>`,
    `<style>${themeCss(theme, ['raise', 'line', 'edge', 'ink', 'soft', 'bad', 'warn', 'series-0'])}${CSS}</style>`,
    `<rect class="frame" x=".5" y=".5" width="${WIDTH - 1}" height="${HEIGHT - 1}" rx="10"/>`,
    line(EDGE, 30, 'title', 'start', plainText(name, 44)),
    line(WIDTH - EDGE, 30, 'total', 'end', total),
    line(WIDTH - EDGE, 47, 'soft', 'end', span),
    `<svg x="${EDGE}" y="${PLOT_TOP}" width="${inner}" height="${PLOT_HEIGHT + 26}">${plot}</svg>`,
    line(EDGE, HEIGHT - 14, 'soft', 'start', `${sign(result.stamps)} ${stampText(result.stamps, now)}`),
    line(WIDTH - EDGE, HEIGHT - 14, 'soft', 'end', 'Shipstats'),
    '</svg>',
  ].join('');
}

/** The stamp in one line of text: a picture has no place to point at. */
function stampText(stamps: readonly Stamp[], now: Date): string {
  const [stamp] = stamps;
  if (stamp === undefined) return 'source unknown';
  const { syncedAt, through } = stamp;
  return [
    sourceName(stamp),
    syncedAt === null ? 'never read' : formatAgo(Math.floor(Date.parse(syncedAt) / 1000), toUnixSeconds(now)),
    ...(through === null ? [] : [`through ${dayName(through, now)}${stamp.partial ? ', partial' : ''}`]),
    ...(stamp.provisionalBuckets > 0 ? [`${countNoun(stamp.provisionalBuckets, 'day')} provisional`] : []),
    ...(stamp.incompleteBuckets > 0 ? [`${countNoun(stamp.incompleteBuckets, 'day')} incomplete`] : []),
    ...(stamp.unknownBuckets > 0 ? [`${countNoun(stamp.unknownBuckets, 'day')} unknown`] : []),
    ...(stamp.synthetic ? ['synthetic'] : []),
  ].join(' · ');
}

/** A letter for the pip: full, half, ring. */
function sign(stamps: readonly Stamp[]): string {
  const [stamp] = stamps;
  const state = stamp === undefined ? 'never' : pipState(stamp);
  const SIGNS: Partial<Record<keyof typeof PIP_MEANINGS, string>> = { complete: '●', partial: '◐' };
  return SIGNS[state] ?? '○';
}

const CSS = [
  'text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--soft)}',
  '.frame{fill:var(--raise);stroke:var(--line)}',
  '.title{font:600 17px ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;fill:var(--ink)}',
  '.total{font-size:16px;font-weight:600;fill:var(--ink)}',
  '.grid{stroke:var(--line)}.zero{stroke:var(--edge)}',
  '.line{fill:none;stroke:var(--series-0);stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}',
  '.pending{stroke-dasharray:2 3}.wash{fill:var(--series-0);opacity:.09}',
  '.dot{fill:var(--series-0);stroke:var(--raise);stroke-width:1.5}.dot.pending{fill:var(--raise);stroke:var(--series-0)}',
  '.bar{fill:var(--series-0)}.bar.pale{opacity:.4}',
  '.band.provisional{fill:var(--warn);opacity:.09}.band.incomplete{fill:var(--bad);opacity:.08}',
  '.rail.provisional{fill:var(--warn)}.rail.incomplete{fill:var(--bad)}.rail.unknown{fill:none}',
  '.hatch{stroke:var(--edge);stroke-width:2;opacity:.5}',
  '.plot-note{fill:var(--ink);font-size:13px;paint-order:stroke;stroke:var(--raise);stroke-width:8px}',
  '.cursor{display:none}',
].join('');
