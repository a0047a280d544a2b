import type { KeptPackument } from './kept-packument.ts';

/** What goes to the thread that slims packuments. */
export type SlimMessage =
  | { readonly kind: 'start'; readonly id: number; readonly name: string }
  | { readonly kind: 'chunk'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly kind: 'end'; readonly id: number }
  /** Nobody wants it any more. */
  | { readonly kind: 'stop'; readonly id: number };

/** What comes back. */
export type SlimAnswer =
  /** A chunk was worked off. */
  | { readonly kind: 'taken'; readonly id: number; readonly bytes: number }
  | { readonly kind: 'done'; readonly id: number; readonly packument: KeptPackument }
  /** `problem` is of a PackumentError; `bug` the stack of anything else. */
  | { readonly kind: 'failed'; readonly id: number; readonly problem: string | null; readonly bug: string };
