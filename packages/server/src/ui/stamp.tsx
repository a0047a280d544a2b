import { formatAgo, type Stamp as StampData } from '@shipstats/core';
import {
  bucketWords,
  countNoun,
  type PipState,
  pipMeaning,
  pipState,
  sourceName,
  worstPip,
} from './stamp-words.ts';

export interface StampProps {
  /** One for each source that the number is made from. */
  readonly stamps: readonly StampData[];
  readonly now: Date;
}

/**
 * What stands under every number: where it is from, how fresh it is, and what of it is not certain.
 *
 * `● OpenAI costs · 4 min ago · through today, partial · 3 days provisional · 2 days unknown`
 */
export function Stamp({ stamps, now }: StampProps) {
  if (stamps.length === 0) return null;
  const state = worstPip(stamps);
  // Of several sources the words are those of the worst: the pip and the words must agree.
  const worst = stamps.find((stamp) => pipState(stamp) === state) ?? stamps[0];
  if (!worst) return null;
  const names = [...new Set(stamps.map(sourceName))];
  return (
    <p class={`stamp ${state}`}>
      <Pip state={state} noun={worst.granularity} />
      <span class="stamp-facts">
        <span class="fact">{names.join(' + ')}</span>
        <Facts stamp={worst} now={now} noun={worst.granularity ?? 'day'} />
        {stamps.some((stamp) => stamp.synthetic) ? <Fact>synthetic</Fact> : null}
      </span>
    </p>
  );
}

function Facts({ stamp, now, noun }: { stamp: StampData; now: Date; noun: string }) {
  const { syncedAt, through, provisionalBuckets, unknownBuckets, incompleteBuckets } = stamp;
  return (
    <>
      {syncedAt === null ? (
        <Fact strong>never synced</Fact>
      ) : (
        <Fact strong={stamp.stale && stamp.error === null}>
          <Ago at={syncedAt} now={now} />
          {stamp.stale && stamp.error === null ? ', stale' : ''}
        </Fact>
      )}
      {stamp.error === null ? null : (
        <Fact strong title={stamp.error}>
          last sync failed
        </Fact>
      )}
      {through === null ? null : (
        <Fact>
          through <time datetime={through}>{bucketWords(through, now)}</time>
          {stamp.partial ? ', partial' : ''}
        </Fact>
      )}
      {provisionalBuckets > 0 ? <Fact>{countNoun(provisionalBuckets, noun)} provisional</Fact> : null}
      {incompleteBuckets > 0 ? <Fact strong>{countNoun(incompleteBuckets, noun)} incomplete</Fact> : null}
      {unknownBuckets > 0 ? <Fact strong>{countNoun(unknownBuckets, noun)} unknown</Fact> : null}
    </>
  );
}

function Fact(props: { strong?: boolean; title?: string; children?: unknown }) {
  return (
    <span class={props.strong ? 'fact strong' : 'fact'}>
      <span class="sep"> · </span>
      <span title={props.title}>{props.children}</span>
    </span>
  );
}

/** A moment as `4 min ago`, with the moment itself for machines and for the pointer. */
export function Ago({ at, now }: { at: string; now: Date }) {
  const exact = `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
  return (
    <time datetime={at} title={exact}>
      {formatAgo(Math.floor(Date.parse(at) / 1000), Math.floor(now.getTime() / 1000))}
    </time>
  );
}

/** The stamp's sign: full = complete, half = partial, ring = provisional, gaps = holes, bar = failed. */
export function Pip({ state, noun }: { state: PipState; noun?: string | undefined }) {
  return (
    <svg class={`pip ${state}`} width="10" height="10" viewBox="0 0 10 10" role="img">
      <title>{pipMeaning(state, noun)}</title>
      <PipShape state={state} />
    </svg>
  );
}

function PipShape({ state }: { state: PipState }) {
  switch (state) {
    case 'complete':
      return <circle class="fill" cx="5" cy="5" r="4.5" />;
    case 'partial':
      return (
        <>
          <circle class="ring" cx="5" cy="5" r="4" />
          <path class="fill" d="M5 .5a4.5 4.5 0 0 0 0 9z" />
        </>
      );
    case 'provisional':
    case 'stale':
      return <circle class="ring" cx="5" cy="5" r="4" />;
    case 'incomplete':
    case 'unknown':
    case 'never':
      return <circle class="ring gaps" cx="5" cy="5" r="4" />;
    case 'failed':
      return (
        <>
          <circle class="fill" cx="5" cy="5" r="4.5" />
          <path class="cut" d="M5 2.4v3M5 6.9v.9" />
        </>
      );
    default:
      return state satisfies never;
  }
}
