import type { Window } from '@shipstats/core';
import { type ReadRequest, type SampleReader, StoreError } from '@shipstats/core';

/** What the reading thread is asked. */
export type ReadCall =
  | { readonly method: 'read'; readonly request: ReadRequest }
  | {
      readonly method: 'buckets';
      readonly connector: string;
      readonly resource: string;
      readonly window: Window;
      readonly partitions: readonly string[] | null;
    }
  | {
      readonly method: 'freshness';
      readonly connector: string;
      readonly resource: string;
      readonly partitions: readonly string[] | null;
    }
  | { readonly method: 'partitions'; readonly connector: string; readonly resource: string }
  | {
      readonly method: 'partitionBuckets';
      readonly connector: string;
      readonly resource: string;
      readonly window: Window;
      readonly partitions: readonly string[];
    }
  | {
      readonly method: 'partitionStarts';
      readonly connector: string;
      readonly resource: string;
      readonly partitions: readonly string[];
    }
  | { readonly method: 'names'; readonly connector: string }
  | { readonly method: 'version' };

export type ReadResult = Awaited<ReturnType<SampleReader[ReadCall['method']]>>;

export interface ReadMessage {
  readonly id: number;
  readonly call: ReadCall;
}

/** An error as it travels between threads, which keeps no classes. */
export interface SentError {
  readonly isStoreError: boolean;
  readonly message: string;
  readonly hint: string | undefined;
  readonly stack: string | undefined;
}

export type ReadAnswer =
  | { readonly id: number; readonly result: ReadResult }
  | { readonly id: number; readonly error: SentError };

export function toSentError(error: unknown): SentError {
  return {
    isStoreError: error instanceof StoreError,
    message: error instanceof Error ? error.message : String(error),
    hint: error instanceof StoreError ? error.hint : undefined,
    stack: error instanceof Error ? error.stack : undefined,
  };
}

export function fromSentError(sent: SentError): Error {
  if (sent.isStoreError) {
    return new StoreError(sent.message, sent.hint === undefined ? {} : { hint: sent.hint });
  }
  const error = new Error(sent.message);
  if (sent.stack !== undefined) error.stack = sent.stack;
  return error;
}
