import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RenderReadmeOptions } from './readme.ts';
import { renderReadme } from './render-readme.ts';
import { forbiddenIn } from './test-readme-html.ts';

const FOLDER = new URL('../../../../e2e/readme-attacks/', import.meta.url);
const ATTACKS = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));

const OPTIONS: RenderReadmeOptions = {
  from: 'packument',
  repository: { host: 'github', url: 'https://github.com/o/r', directory: 'packages/p' },
  ref: 'v1.0.0',
  path: 'README.md',
  allowOutsideImages: false,
};

it('has a set of attacks', () => {
  expect(ATTACKS.length).toBeGreaterThanOrEqual(80);
});

describe.each(ATTACKS)('%s', (file) => {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');

  it('comes out with nothing but what is allowed', async () => {
    const { html } = await renderReadme(text, OPTIONS);
    expect(forbiddenIn(html)).toEqual([]);
  });

  it('comes out so without a repository and with outside images too', async () => {
    const { html } = await renderReadme(text, { ...OPTIONS, repository: null, allowOutsideImages: true });
    expect(forbiddenIn(html, { outsideImages: true })).toEqual([]);
  });

  it('comes out as text where it is no Markdown', async () => {
    const { html } = await renderReadme(text, { ...OPTIONS, path: 'README' });
    expect(forbiddenIn(html)).toEqual([]);
    expect(html.match(/<[a-z]/gi)).toHaveLength(1);
  });
});
