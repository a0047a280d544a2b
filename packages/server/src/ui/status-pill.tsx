import { Pip } from './stamp.tsx';
import type { PipState } from './stamp-words.ts';

export type Status = 'ok' | 'running' | 'waiting' | 'warning' | 'failed' | 'off';

const STATUS: Record<Status, { readonly word: string; readonly pip: PipState }> = {
  ok: { word: 'In sync', pip: 'complete' },
  running: { word: 'Syncing', pip: 'partial' },
  waiting: { word: 'Waiting', pip: 'provisional' },
  warning: { word: 'Needs attention', pip: 'stale' },
  failed: { word: 'Failed', pip: 'failed' },
  off: { word: 'Off', pip: 'never' },
};

/** How something is doing, in a word with a sign. */
export function StatusPill({ status, label }: { status: Status; label?: string }) {
  const { word, pip } = STATUS[status];
  return (
    <span class={`pill ${status}`}>
      <span aria-hidden="true">
        <Pip state={pip} />
      </span>
      {label ?? word}
    </span>
  );
}
