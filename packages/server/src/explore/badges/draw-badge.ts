import { escapeXml, plainText } from '../plain-text.ts';
import { type SvgColour, type SvgTheme, themeCss } from './svg-theme.ts';

/** How the value is meant: a fact, something to know before using it, or nothing known. */
export type BadgeTone = 'fact' | 'bad' | 'unknown';

export interface Badge {
  /** At the left: `downloads`. */
  readonly label: string;
  /** At the right: `18.1 M / 30 days`. */
  readonly value: string;
  readonly tone: BadgeTone;
  /** The whole in a sentence, for those who do not see the picture. */
  readonly description: string;
}

/** Measures a text in the badge's font. */
export type MeasureText = (text: string) => number;

const HEIGHT = 20;
/** Left and right of each text. */
const ROOM = 7;
const MAX_LETTERS = 60;
const FONT = 'Verdana,Geneva,DejaVu Sans,sans-serif';

const GROUNDS: Record<BadgeTone, { readonly ground: SvgColour; readonly text: SvgColour }> = {
  fact: { ground: 'accent', text: 'on-accent' },
  bad: { ground: 'bad', text: 'on-accent' },
  unknown: { ground: 'soft', text: 'paper' },
};

/**
 * Draws a badge: a picture of one fact, without anything that could run or load.
 *
 * Each text is told its width: where the reader has another font, it is set to that width instead of running out of
 * its field.
 */
export function drawBadge(badge: Badge, theme: SvgTheme, measure: MeasureText): string {
  const label = plainText(badge.label, MAX_LETTERS);
  const value = plainText(badge.value, MAX_LETTERS);
  const labelText = Math.ceil(measure(label));
  const valueText = Math.ceil(measure(value));
  const left = labelText + 2 * ROOM;
  const width = left + valueText + 2 * ROOM;
  const { ground, text } = GROUNDS[badge.tone];
  const css = themeCss(theme, ['wash', 'edge', 'ink', ground, text]);
  const write = (content: string, x: number, length: number, colour: SvgColour) =>
    `<text x="${x}" y="14" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="var(--${colour})">${escapeXml(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escapeXml(`${label}: ${value}`)}</title>`,
    `<desc id="desc">${escapeXml(plainText(badge.description))}</desc>`,
    `<style>${css}</style>`,
    `<clipPath id="round"><rect width="${width}" height="${HEIGHT}" rx="4"/></clipPath>`,
    `<g clip-path="url(#round)"><rect width="${left}" height="${HEIGHT}" fill="var(--wash)"/>`,
    `<rect x="${left}" width="${width - left}" height="${HEIGHT}" fill="var(--${ground})"/></g>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${HEIGHT - 1}" rx="3.5" fill="none" stroke="var(--edge)" stroke-opacity=".45"/>`,
    `<g font-family="${FONT}" font-size="11">`,
    write(label, ROOM, labelText, 'ink'),
    write(value, left + ROOM, valueText, text),
    '</g></svg>',
  ].join('');
}
