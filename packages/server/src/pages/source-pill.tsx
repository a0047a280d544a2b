import type { SourceStatus } from '../source-view.ts';
import { StatusPill } from '../ui/index.ts';

/** How a source stands, in the same words on every page. */
export function SourcePill({ status }: { readonly status: SourceStatus }) {
  switch (status) {
    case 'ok':
    case 'running':
    case 'failed':
      return <StatusPill status={status} />;
    case 'never':
      return <StatusPill status="waiting" label="Never synced" />;
    case 'stale':
      return <StatusPill status="warning" label="Stale" />;
    case 'partial':
      return <StatusPill status="warning" label="Synced in part" />;
    case 'interrupted':
      return <StatusPill status="warning" label="Interrupted" />;
    case 'disabled':
      return <StatusPill status="off" />;
    default:
      return status satisfies never;
  }
}
