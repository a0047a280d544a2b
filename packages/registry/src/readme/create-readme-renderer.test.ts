import { afterEach, describe, expect, it } from 'vitest';
import {
  createReadmeRenderer,
  type ReadmeRenderer,
  type ReadmeRendererOptions,
} from './create-readme-renderer.ts';
import type { RenderReadmeOptions } from './readme.ts';

const OPTIONS: RenderReadmeOptions = {
  from: 'packument',
  repository: null,
  ref: null,
  path: 'README.md',
  allowOutsideImages: false,
};
/** Eighteen kilobytes that take minutes: the parser looks through all of the emphasis that is open for each that ends. */
const ENDLESS = `${'*a '.repeat(3_000)}${'a* '.repeat(3_000)}`;

let renderer: ReadmeRenderer;
const create = (options: ReadmeRendererOptions) => {
  renderer = createReadmeRenderer(options);
  return renderer;
};

afterEach(() => renderer.close());

describe('a readme renderer', () => {
  it('starts its thread with the first readme and renders them in turn', async () => {
    create({ deadlineMs: 15_000 });
    expect(renderer.isRunning).toBe(false);
    const answers = await Promise.all(['# a', '# b', '# c'].map((text) => renderer.render(text, OPTIONS)));
    expect(answers.map((answer) => answer.kind === 'readme' && answer.readme.headings[0]?.text)).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(renderer.isRunning).toBe(true);
  });

  it('shows what takes longer than the deadline as it was typed, and goes on with the next', async () => {
    create({ deadlineMs: 1_500 });
    const [slow, next] = await Promise.all([
      renderer.render(ENDLESS, OPTIONS),
      renderer.render('# b', OPTIONS),
    ]);
    expect(slow).toMatchObject({ kind: 'readme', readme: { headings: [], isTemporary: true } });
    expect(slow.kind === 'readme' && slow.readme.html).toMatch(
      /^<p class="readme-notice">This readme is shown as it was typed: it takes longer than 1.5 s to render.<\/p>\n<pre/,
    );
    expect(next).toMatchObject({ kind: 'readme', readme: { headings: [{ text: 'b' }] } });
  });

  it('tells those who come when many wait to come later', async () => {
    create({ maxWaiting: 2 });
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => renderer.render(text, OPTIONS)));
    expect(answers.map(({ kind }) => kind)).toEqual(['readme', 'readme', 'pending']);
  });

  it.each([
    '',
    ' \n',
    'ERROR: No README data found!',
    'ERROR: No README data found!\n',
    'ERROR: No README data found',
  ])('takes %j for no readme, without a thread', async (text) => {
    create({});
    expect(await renderer.render(text, OPTIONS)).toEqual({ kind: 'none' });
    expect(renderer.isRunning).toBe(false);
  });

  it('ends its thread when there is nothing to do and starts it again', async () => {
    create({ idleMs: 1 });
    await renderer.render('# a', OPTIONS);
    await expect.poll(() => renderer.isRunning).toBe(false);
    expect(await renderer.render('# b', OPTIONS)).toMatchObject({ kind: 'readme' });
  });

  it('answers those who wait when it is closed, and nobody afterwards', async () => {
    create({});
    const waiting = renderer.render('# a', OPTIONS);
    await renderer.close();
    expect(await waiting).toEqual({ kind: 'pending' });
    await expect(renderer.render('# a', OPTIONS)).rejects.toThrow('closed');
  });
});
