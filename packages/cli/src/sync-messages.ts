import type { SyncProgress, SyncResult } from '@shipstats/sync';

/** What a sync in a process of its own tells the one that started it. */
export type SyncMessage =
  | { readonly kind: 'progress'; readonly progress: SyncProgress }
  | { readonly kind: 'result'; readonly result: SyncResult }
  /** It ended without a run: the message says what to mend. */
  | { readonly kind: 'error'; readonly message: string };

/** Whether something that came from another process is such a message. */
export function isSyncMessage(message: unknown): message is SyncMessage {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  return message.kind === 'progress' || message.kind === 'result' || message.kind === 'error';
}
