import { describe, expect, it } from 'vitest';
import type { RenderReadmeOptions } from './readme.ts';
import { createTargets } from './repository-targets.ts';

const on = (host: 'github' | 'gitlab' | 'bitbucket' | null, more: Partial<RenderReadmeOptions> = {}) =>
  createTargets({
    from: 'packument',
    repository: { host, url: `https://${host ?? 'code'}.example/o/r`, directory: 'packages/p' },
    ref: 'v1',
    path: 'docs/README.md',
    allowOutsideImages: false,
    ...more,
  });

describe('links and images of a readme', () => {
  it.each([
    [
      'github',
      'https://github.example/o/r/blob/v1/packages/p/docs/a.md',
      'https://github.example/o/r/raw/v1/packages/p/docs/a.md',
    ],
    [
      'gitlab',
      'https://gitlab.example/o/r/-/blob/v1/packages/p/docs/a.md',
      'https://gitlab.example/o/r/-/raw/v1/packages/p/docs/a.md',
    ],
    [
      'bitbucket',
      'https://bitbucket.example/o/r/src/v1/packages/p/docs/a.md',
      'https://bitbucket.example/o/r/raw/v1/packages/p/docs/a.md',
    ],
  ] as const)('lead to where %s has files and their bytes', (host, link, image) => {
    expect(on(host).link('a.md')).toBe(link);
    expect(on(host).image('a.md')).toBe(image);
  });

  const root = 'https://github.example/o/r';
  it.each([
    ['./a.md?plain=1#b', `${root}/blob/v1/packages/p/docs/a.md?plain=1#b`],
    ['../a b.md', `${root}/blob/v1/packages/p/a%20b.md`],
    ['/LICENSE', `${root}/blob/v1/LICENSE`],
    ['../../../../../../../etc/passwd', `${root}/blob/v1/etc/passwd`],
    ['sub/', `${root}/tree/v1/packages/p/docs/sub/`],
    ['/', `${root}/tree/v1/`],
    ['#here', '#here'],
    ['#', undefined],
    ['', undefined],
    ['HTTPS://A.example', 'https://a.example/'],
    ['//a.example/x', 'https://a.example/x'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['https://user:secret@a.example/', 'https://a.example/'],
    ['javascript:alert(1)', undefined],
    ['java\nscript:alert(1)', undefined],
    [' \u0001javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['ftp://a.example/', undefined],
    [`https://a.example/${'x'.repeat(3_000)}`, undefined],
  ])('resolve %j', (href, target) => {
    expect(on('github').link(href)).toBe(target);
  });

  it('need a repository on a host that is known where they are relative', () => {
    for (const targets of [on(null), on('github', { repository: null })]) {
      expect(targets.link('a.md')).toBeUndefined();
      expect(targets.image('a.png')).toBeUndefined();
      expect(targets.link('https://a.example/')).toBe('https://a.example/');
    }
  });

  it('keep to the ref that was published, whatever its name, and to HEAD without one', () => {
    expect(on('github', { ref: '@o/p@1.0.0' }).link('/a')).toBe(`${root}/blob/%40o/p%401.0.0/a`);
    expect(on('github', { ref: '../..' }).link('/a')).toBe(`${root}/blob/HEAD/a`);
    expect(on('github', { ref: null }).link('/a')).toBe(`${root}/blob/HEAD/a`);
  });

  it('show the bytes of an image that was addressed by its page', () => {
    expect(on('github').image('https://github.com/o/r/blob/main/a.png')).toBe(
      'https://github.com/o/r/raw/main/a.png',
    );
  });
});
