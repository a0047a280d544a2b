import { type Clock, ConnectorError } from '@shipstats/core';
import { z } from 'zod';
import type { ReadmeRenderer, RenderedAnswer } from '../readme/create-readme-renderer.ts';
import type { Readme, ReadmeAnswer, RenderReadmeOptions } from '../readme/readme.ts';
import type { AnswerStore, Dated } from '../search/kept-answers.ts';
import { within } from '../service/within.ts';
import { TarballError } from '../tarball/tarball-error.ts';
import type { TarballSource, Tarballs } from '../tarball/tarballs.ts';
import type { VersionFacts } from './package-facts.ts';
import { createRecent } from './recent.ts';

export interface ReadmesOptions {
  readonly tarballs: Tarballs;
  readonly renderer: ReadmeRenderer;
  /** What was rendered, or why it is not: `pending` is never kept. */
  readonly store: AnswerStore<Exclude<ReadmeAnswer, { kind: 'pending' }>>;
  readonly clock: Clock;
  /** Told of every readme that is read, as its authors wrote it. */
  readonly onText?: (source: TarballSource, text: string) => void;
}

export interface ReadReadmeOptions {
  readonly allowOutsideImages: boolean;
  /** After so long the answer is `pending`; reading goes on. */
  readonly waitMs: number;
}

/** The readme of a version, rendered. */
export type ReadReadme = (
  source: TarballSource,
  version: VersionFacts,
  options: ReadReadmeOptions,
) => Promise<ReadmeAnswer>;

/** Raised when rendering changes: what was rendered before is then rendered anew. */
const RENDERER_VERSION = 1;
/** An archive may be mended, or have come badly, and rendering may fail for once: that is looked at again. */
const TEMPORARY_MS = 3_600_000;

/** Characters of HTML that are kept in memory. */
const MAX_RECENT_LENGTH = 4_000_000;

type Kept = Dated<Exclude<ReadmeAnswer, { kind: 'pending' }>>;

const readmeSchema: z.ZodType<Readme> = z.looseObject({
  html: z.string(),
  headings: z.array(z.object({ level: z.number(), text: z.string(), id: z.string() })),
  from: z.enum(['packument', 'tarball']),
  isCut: z.boolean(),
  outsideImages: z.number(),
  isTemporary: z.literal(true).exactOptional(),
});

/** Reads what was kept of a readme. */
export const keptReadmeSchema: z.ZodType<Exclude<ReadmeAnswer, { kind: 'pending' }>> = z.discriminatedUnion(
  'kind',
  [
    z.object({ kind: z.literal('readme'), readme: readmeSchema }),
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('refused'), reason: z.string() }),
  ],
);

/** Finds the text, in the packument where it is surely that of the version, else in the archive, and renders it. */
export function createReadmes({ tarballs, renderer, store, clock, onText }: ReadmesOptions): ReadReadme {
  const rendering = new Map<string, Promise<ReadmeAnswer>>();
  const recent = createRecent<Kept>({
    maxWeight: MAX_RECENT_LENGTH,
    weigh: ({ value }) => (value.kind === 'readme' ? value.readme.html.length : 100),
  });
  const keep = (key: string, value: Kept['value']) => {
    const kept = { value, asOf: clock().toISOString() };
    recent.set(key, kept);
    store.write(key, kept);
  };

  async function render(
    source: TarballSource,
    version: VersionFacts,
    allowOutsideImages: boolean,
  ): Promise<RenderedAnswer> {
    const { repository, gitHead } = version;
    const toOptions = (from: Readme['from'], path: string): RenderReadmeOptions => ({
      from,
      path,
      repository,
      ref: gitHead,
      allowOutsideImages,
    });
    const carried = source.copy.readme();
    if (carried !== null && carried.version === version.version) {
      onText?.(source, carried.text);
      return renderer.render(carried.text, toOptions('packument', carried.path));
    }
    const found = await tarballs.readReadme(source);
    if (found === null) return { kind: 'none' };
    onText?.(source, found.text);
    return renderer.render(found.text, toOptions('tarball', found.path));
  }

  async function answer(key: string, ask: () => Promise<RenderedAnswer>): Promise<ReadmeAnswer> {
    try {
      const rendered = await ask();
      if (rendered.kind !== 'pending') keep(key, rendered);
      return rendered;
    } catch (error) {
      if (error instanceof TarballError) {
        const refused = { kind: 'refused', reason: error.message } as const;
        keep(key, refused);
        return refused;
      }
      // Trouble of the registry's is none of the readme's: it is tried again at the next look.
      if (error instanceof ConnectorError) return { kind: 'refused', reason: error.message };
      throw error;
    }
  }

  return async (source, version, { allowOutsideImages, waitMs }) => {
    const { registry, facts } = source.copy;
    const look = `${RENDERER_VERSION}${allowOutsideImages ? ' with images' : ''}`;
    const key = `${registry}${facts.name}@${source.version} ${look}`;
    const kept = recent.get(key) ?? store.read(key);
    if (kept !== null) {
      recent.set(key, kept);
      const ageMs = clock().getTime() - Date.parse(kept.asOf);
      if (!isTemporary(kept.value) || (ageMs >= 0 && ageMs < TEMPORARY_MS)) return kept.value;
    }
    const rendered =
      rendering.get(key) ??
      answer(key, () => render(source, version, allowOutsideImages)).finally(() => rendering.delete(key));
    rendering.set(key, rendered);
    return (await within(waitMs, rendered)) ?? { kind: 'pending' };
  };
}

function isTemporary(value: Kept['value']): boolean {
  return value.kind === 'refused' || (value.kind === 'readme' && value.readme.isTemporary === true);
}
