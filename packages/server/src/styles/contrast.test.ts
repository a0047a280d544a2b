import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Colours of `tokens.css`, light and dark. */
const tokens = new Map<string, readonly [light: string, dark: string]>();
const css = fs.readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
for (const [, name = '', light = '', dark = ''] of css.matchAll(
  /--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})/gi,
)) {
  tokens.set(name, [light, dark]);
}

const schemes = [
  ['light', 0],
  ['dark', 1],
] as const;
const series = [...Array.from({ length: 10 }, (_, index) => `series-${index}`), 'series-other'];

type Rgb = readonly [red: number, green: number, blue: number];

/** Machado, Oliveira and Fernandes 2009, full severity, on linear RGB. */
const VISIONS: Record<string, readonly [Rgb, Rgb, Rgb]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopic: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopic: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

describe.each(schemes)('in the %s scheme', (_, scheme) => {
  const colour = (name: string): Rgb => {
    const pair = tokens.get(name);
    if (!pair) throw new Error(`tokens.css has no pair of colours --${name}`);
    return linear(pair[scheme]);
  };

  it.each([
    ['ink', ['paper', 'raise', 'wash', 'warn-wash', 'bad-wash', 'good-wash', 'accent-wash']],
    ['soft', ['paper', 'raise', 'wash']],
    ['accent', ['paper', 'raise', 'accent-wash']],
    ['good', ['paper', 'raise']],
    ['bad', ['paper', 'raise']],
    ['warn', ['paper', 'raise', 'warn-wash']],
    ['on-accent', ['accent']],
  ] as const)('text in --%s reads at 4.5 to 1', (text, grounds) => {
    for (const ground of grounds) {
      expect(contrast(colour(text), colour(ground)), `on --${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['edge', 'good', 'bad', 'warn', 'accent', ...series])(
    'marks in --%s stand out at 3 to 1',
    (mark) => {
      for (const ground of ['paper', 'raise']) {
        expect(contrast(colour(mark), colour(ground)), `on --${ground}`).toBeGreaterThanOrEqual(3);
      }
    },
  );

  it.each(Object.entries(VISIONS))('no two series look alike with %s vision', (_name, matrix) => {
    for (const [index, one] of series.entries()) {
      for (const other of series.slice(0, index)) {
        const distance = difference(seenWith(colour(one), matrix), seenWith(colour(other), matrix));
        expect(distance, `--${one} and --${other}`).toBeGreaterThan(0.05);
      }
    }
  });
});

function linear(hex: string): Rgb {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

/** WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: Rgb, other: Rgb): number {
  const luminance = ([red, green, blue]: Rgb) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function seenWith(rgb: Rgb, matrix: readonly [Rgb, Rgb, Rgb]): Rgb {
  const row = ([r, g, b]: Rgb) => Math.min(1, Math.max(0, r * rgb[0] + g * rgb[1] + b * rgb[2]));
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

/** Distance in Oklab, https://bottosson.github.io/posts/oklab/ */
function difference(one: Rgb, other: Rgb): number {
  const [a, b] = [oklab(one), oklab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
