import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RenderReadmeOptions } from './readme.ts';
import { renderReadme } from './render-readme.ts';

const OPTIONS: RenderReadmeOptions = {
  from: 'tarball',
  repository: { host: 'github', url: 'https://github.com/o/ship', directory: null },
  ref: 'v1.2.0',
  path: 'README.md',
  allowOutsideImages: false,
};
const REL = 'rel="nofollow ugc noopener noreferrer"';

const htmlOf = async (markdown: string, options: Partial<RenderReadmeOptions> = {}) =>
  (await renderReadme(markdown, { ...OPTIONS, ...options })).html;

describe('renderReadme', () => {
  const rich = readFileSync(new URL('./__golden__/rich.md', import.meta.url), 'utf8');

  it.each([false, true])(
    'renders a rich document as GitHub does, outside images %s',
    async (allowOutsideImages) => {
      const { html } = await renderReadme(rich, { ...OPTIONS, allowOutsideImages });
      const name = allowOutsideImages ? 'rich-with-images.html' : 'rich.html';
      await expect(`${html}\n`).toMatchFileSnapshot(`./__golden__/${name}`);
    },
  );

  it('says what there is: headings as their author wrote them, images, where it is from', async () => {
    expect(await renderReadme(rich, OPTIONS)).toMatchObject({
      headings: [
        { level: 1, text: 'Ship 🚀', id: 'readme-ship-rocket' },
        { level: 2, text: 'Usage', id: 'readme-usage' },
        { level: 3, text: 'Usage', id: 'readme-usage-1' },
      ],
      outsideImages: 4,
      from: 'tarball',
      isCut: false,
    });
  });

  it('fits headings into an outline that skips no level, each still looking as its author meant', async () => {
    const html = await htmlOf('# One\n\n#### Four\n\n###### Six\n\n# One');
    expect([...html.matchAll(/<(h\d) id="[^"]*" class="([^"]*)"/g)].map(([, ...found]) => found)).toEqual([
      ['h2', 'readme-h1'],
      ['h3', 'readme-h4'],
      ['h4', 'readme-h6'],
      ['h2', 'readme-h1'],
    ]);
  });

  it.each([
    ['## :rocket: Features', 'rocket-features'],
    ['## API & `code()`', 'api--code'],
    ['## Über uns', 'über-uns'],
    ['## <b>x</b>', 'x'],
  ])('names the section %s as GitHub does', async (heading, id) => {
    expect(await htmlOf(heading)).toContain(`id="readme-${id}"`);
  });

  it('leads to sections, names and ids within, in any case, and to nothing where there is none', async () => {
    const html = await htmlOf(
      '# My Section\n\n<a name="old"></a>\n\n[a](#my-section) [b](#My-Section) [c](#old) [d](#user-content-old) [e](#gone)',
    );
    expect(html).toContain(
      '<a href="#readme-my-section">a</a> <a href="#readme-my-section">b</a> <a href="#readme-old">c</a> <a href="#readme-old">d</a> e',
    );
  });

  it('shows images as links, badges by what they say, and asks nobody', async () => {
    const html = await htmlOf(
      '![](https://img.shields.io/badge/code_style-x--y-blue.svg) ![Plot](https://a.example/p.png)',
    );
    expect(html).toBe(
      `<p><a class="readme-badge" href="https://img.shields.io/badge/code_style-x--y-blue.svg" ${REL}>code style x-y</a> ` +
        `<a class="readme-image" href="https://a.example/p.png" ${REL}>Plot</a></p>`,
    );
  });

  it('shows images where those are allowed, without a word to their host of where the reader is', async () => {
    const html = await htmlOf(
      '<img src="http://a.example/a.png" alt="a"><img src="https://a.example/b.png" width="40" height="x">',
      {
        allowOutsideImages: true,
      },
    );
    expect(html).toBe(
      '<p>a<img src="https://a.example/b.png" alt="" width="40" loading="lazy" decoding="async" referrerpolicy="no-referrer"></p>',
    );
  });

  it('takes the language of code from GitHub’s `<pre lang>` and forgets languages that are none', async () => {
    expect(await htmlOf('<pre lang="js">let a</pre>')).toContain('<span class="hljs-keyword">let</span>');
    expect(await htmlOf('```nosuchlanguage\nx\n```')).toBe('<pre><code>x\n</code></pre>');
  });

  it('does not colour code that is data', async () => {
    const html = await htmlOf(`\`\`\`js\n${'let a = 1;\n'.repeat(10_000)}\`\`\``);
    expect(html).not.toContain('<span');
  });

  it.each(['README', 'readme.txt', 'README.rst', 'docs/README.adoc'])(
    'shows %s as it was typed',
    async (path) => {
      expect(await htmlOf('# <b>x</b>\n', { path })).toBe(
        '<pre class="readme-plain" tabindex="0" role="group" aria-label="Readme as plain text"># &lt;b&gt;x&lt;/b&gt;</pre>',
      );
    },
  );

  it('cuts what is longer than half a megabyte at a line', async () => {
    const line = 'é'.repeat(1_000);
    const { html, isCut } = await renderReadme(`${line}\n\n`.repeat(300), OPTIONS);
    expect(isCut).toBe(true);
    expect(html.match(/<p>/g)).toHaveLength(261);
    expect(html).toMatch(/é<\/p>$/);
  });

  it('takes away what turns text around or cannot be seen, typed or as an entity', async () => {
    const html = await htmlOf(
      'a\u202Eb&#x202E;c&#8238;d\u0007e <b title="x&#x2066;y">f</b> ![g\u2069h](https://a.example/x.png)',
    );
    expect(html).toContain('abcde <b title="xy">f</b>');
    expect(html).toContain('>gh</a>');
  });
});
