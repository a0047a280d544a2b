import { beforeEach, describe, expect, it } from 'vitest';
import type { ReadmeRenderer, RenderedAnswer } from '../readme/create-readme-renderer.ts';
import type { Readme } from '../readme/readme.ts';
import { createMemoryAnswers } from '../search/kept-answers.ts';
import type { TarballSource, Tarballs } from '../tarball/tarballs.ts';
import { createReadmes, keptReadmeSchema, type ReadmesOptions } from './create-readmes.ts';
import type { VersionFacts } from './package-facts.ts';

let nowMs: number;
let rendered: number;
let answer: RenderedAnswer;
let store: ReadmesOptions['store'];

beforeEach(() => {
  nowMs = Date.parse('2026-11-26T12:00:00Z');
  rendered = 0;
  store = createMemoryAnswers(10);
});

const readme = (more: Partial<Readme> = {}): Readme => ({
  html: '<p>Text</p>',
  headings: [],
  from: 'packument',
  isCut: false,
  outsideImages: 0,
  ...more,
});

// Of version and copy only what is read here.
const version = { version: '1.0.0', repository: null, gitHead: null } as VersionFacts;
const source = {
  version: '1.0.0',
  copy: {
    registry: 'https://registry.example/',
    facts: { name: 'pkg' },
    readme: () => ({ text: '# Text', path: 'README.md', version: '1.0.0' }),
  },
} as TarballSource;

/** As after a restart. */
function look() {
  const renderer: Pick<ReadmeRenderer, 'render'> = {
    async render() {
      rendered += 1;
      return answer;
    },
  };
  const read = createReadmes({
    renderer: renderer as ReadmeRenderer, // nothing else is called
    tarballs: {} as Tarballs, // the packument has the text
    store,
    clock: () => new Date(nowMs),
  });
  return read(source, version, { allowOutsideImages: false, waitMs: 1_000 });
}

describe('a rendered readme', () => {
  it('is kept for good', async () => {
    answer = { kind: 'readme', readme: readme() };
    await look();
    nowMs += 365 * 86_400_000;
    expect(await look()).toEqual(answer);
    expect(rendered).toBe(1);
  });

  it('is rendered again after an hour where it failed for once', async () => {
    answer = { kind: 'readme', readme: readme({ isTemporary: true }) };
    await look();
    nowMs += 59 * 60_000;
    await look();
    expect(rendered).toBe(1);
    answer = { kind: 'readme', readme: readme() };
    nowMs += 2 * 60_000;
    expect(await look()).toEqual(answer);
    nowMs += 365 * 86_400_000;
    expect(await look()).toEqual(answer);
    expect(rendered).toBe(2);
  });

  it('is read as it was kept', () => {
    const kept = { kind: 'readme', readme: readme({ isTemporary: true }) };
    expect(keptReadmeSchema.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });
});
