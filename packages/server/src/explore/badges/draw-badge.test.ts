import * as fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawBadge } from './draw-badge.ts';
import { SVG_COLOURS } from './svg-theme.ts';

const measure = (text: string) => text.length * 6.5;
const badge = {
  label: 'npm',
  value: 'v4.1.0',
  tone: 'fact',
  description: 'Version of hono: v4.1.0.',
} as const;

describe('a badge', () => {
  it('is as wide as its texts, and tells itself to those who do not see it', () => {
    const svg = drawBadge(badge, 'light', measure);
    // 20 + 14 at the left, 39 + 14 at the right.
    expect(svg).toContain('<svg xmlns="http://www.w3.org/2000/svg" width="87" height="20"');
    expect(svg).toContain('role="img" aria-labelledby="title desc"');
    expect(svg).toContain('<title id="title">npm: v4.1.0</title>');
    expect(svg).toContain('<desc id="desc">Version of hono: v4.1.0.</desc>');
    expect(svg).toContain('textLength="39"');
  });

  it('keeps hostile texts as texts, without control characters and turned directions', () => {
    const svg = drawBadge(
      { ...badge, value: '</text><script>alert(1)</script>\u0000\u202e"&\ud800', description: '"><b>' },
      'auto',
      measure,
    );
    expect(svg).not.toMatch(/<script|<b>|\p{Cc}|\p{Cs}|\u202e/u);
    expect(svg).toContain('&#60;/text&#62;&#60;script&#62;alert(1)&#60;/script&#62; &#34;&#38;\ufffd');
    expect([...svg.matchAll(/<(\w+)/g)].map((match) => match[1])).toEqual(
      [...drawBadge(badge, 'auto', measure).matchAll(/<(\w+)/g)].map((match) => match[1]),
    );
  });

  it('cuts what is longer than a badge', () => {
    expect(drawBadge({ ...badge, value: 'x'.repeat(500) }, 'light', measure)).toContain(
      `${'x'.repeat(59)}…<`,
    );
  });

  it('follows the reader’s choice of light or dark only if told to', () => {
    expect(drawBadge(badge, 'auto', measure)).toContain('@media(prefers-color-scheme:dark)');
    expect(drawBadge(badge, 'dark', measure)).toContain('--wash:#1b2128');
    expect(drawBadge(badge, 'dark', measure)).not.toContain('@media');
  });

  it('has the colours of the style sheet', () => {
    const css = fs.readFileSync(new URL('../../styles/tokens.css', import.meta.url), 'utf8');
    for (const [name, [light, dark]] of Object.entries(SVG_COLOURS)) {
      expect(css).toContain(`--${name}: light-dark(${light}, ${dark})`);
    }
  });
});
