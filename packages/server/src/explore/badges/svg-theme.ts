import { HttpError } from '@shipstats/core';

/**
 * The colours of pictures that stand on other sites, where no style sheet of ours reaches: those of `tokens.css`,
 * written out (a test compares them).
 */
const COLOURS = {
  paper: ['#fbfbf9', '#0d1115'],
  raise: ['#ffffff', '#14191f'],
  wash: ['#f2f2ee', '#1b2128'],
  line: ['#e2e3de', '#262d35'],
  edge: ['#858c93', '#7a848f'],
  ink: ['#13171b', '#e9edf0'],
  soft: ['#565e67', '#a1abb5'],
  accent: ['#0b5fa5', '#6cb4f0'],
  'on-accent': ['#ffffff', '#0b1620'],
  bad: ['#b0321b', '#f2907a'],
  warn: ['#855600', '#e3b354'],
  'series-0': ['#0b5fa5', '#6cb4f0'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type SvgColour = keyof typeof COLOURS;

export const SVG_COLOURS: Readonly<Record<SvgColour, readonly [light: string, dark: string]>> = COLOURS;

export const SVG_THEMES = ['light', 'dark', 'auto'] as const;
/** `auto` follows the reader's own choice of light or dark. */
export type SvgTheme = (typeof SVG_THEMES)[number];

/** The colours as custom properties for the `style` element of a picture. */
export function themeCss(theme: SvgTheme, names: readonly SvgColour[]): string {
  const list = (scheme: 0 | 1) => names.map((name) => `--${name}:${COLOURS[name][scheme]}`).join(';');
  switch (theme) {
    case 'light':
      return `:root{${list(0)}}`;
    case 'dark':
      return `:root{${list(1)}}`;
    case 'auto':
      return `:root{${list(0)}}@media(prefers-color-scheme:dark){:root{${list(1)}}}`;
    default:
      return theme satisfies never;
  }
}

/** @throws HttpError 400 for a theme that there is not */
export function readTheme(text: string | undefined): SvgTheme {
  if (text === undefined || text === '') return 'auto';
  const found = SVG_THEMES.find((theme) => theme === text);
  if (found !== undefined) return found;
  throw new HttpError(400, `There is no theme ${JSON.stringify(text)}.`, `Use ${SVG_THEMES.join(', ')}.`);
}
