import type { ReadmeAnswer, ReadmeHeading } from '@shipstats/registry';
import { raw } from 'hono/html';
import { EmptyState, Notice } from '../../ui/index.ts';
import { OutsideImages } from '../outside-images.tsx';

/** With fewer headings a table of contents is longer than the way. */
const LEAST_HEADINGS = 3;

export interface ReadmeTabProps {
  readonly answer: ReadmeAnswer;
  readonly version: string;
  readonly isLatest: boolean;
  readonly allowsImages: boolean;
  /** The page to come back to, as a path. */
  readonly back: string;
}

/** What the author says of it, made safe where it was read. */
export function ReadmeTab({ answer, version, isLatest, allowsImages, back }: ReadmeTabProps) {
  switch (answer.kind) {
    case 'readme': {
      const { html, headings, from, isCut, outsideImages } = answer.readme;
      return (
        <>
          <OutsideImages count={outsideImages} isAllowed={allowsImages} back={back} />
          {from === 'packument' && !isLatest ? (
            <Notice kind="info" title="This is the readme of the version that was published last">
              <p>That of {version} could not be read.</p>
            </Notice>
          ) : null}
          <Contents headings={headings} />
          {/* The renderer lets only safe elements and attributes through: see its own tests. */}
          <article class="readme">{raw(html)}</article>
          {isCut ? <p class="soft">The readme is longer than what is shown here.</p> : null}
        </>
      );
    }
    case 'none':
      return (
        <EmptyState kind="nothing-found" title="No readme">
          <p>This package was published without one.</p>
        </EmptyState>
      );
    case 'pending':
      return (
        <EmptyState kind="never-synced" title="The readme is being read" isDrawn={false}>
          <p>
            It comes from the package itself. <a href={back}>Look again</a>
          </p>
        </EmptyState>
      );
    case 'refused':
      return (
        <EmptyState kind="unknown" title="The readme cannot be shown" isDrawn={false}>
          <p>{answer.reason}</p>
        </EmptyState>
      );
    default:
      return answer satisfies never;
  }
}

function Contents({ headings }: { headings: readonly ReadmeHeading[] }) {
  // The first one is the name of the package, once more.
  const shown = headings.filter(({ level }, index) => level <= 3 && !(index === 0 && level === 1));
  if (shown.length < LEAST_HEADINGS) return null;
  return (
    <details class="contents">
      <summary>Contents</summary>
      <nav aria-label="Contents of the readme">
        <ul>
          {shown.map(({ level, text, id }) => (
            <li class={`level-${level}`}>
              <a href={`#${encodeURIComponent(id)}`}>{text}</a>
            </li>
          ))}
        </ul>
      </nav>
    </details>
  );
}
