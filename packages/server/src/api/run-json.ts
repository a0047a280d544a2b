import { toDayUtc, toIso } from '@shipstats/core';
import type { Run } from '@shipstats/store';
import type { SourceView } from '../source-view.ts';

/** A run as the API tells it: times as texts. */
export function toRunJson(run: Run) {
  return {
    id: run.id,
    source: run.connector,
    trigger: run.trigger,
    status: run.status,
    startedAt: toIso(run.startedAt),
    finishedAt: run.finishedAt === null ? null : toIso(run.finishedAt),
    resources: run.resources,
  };
}

/** A source as the API tells it. */
export function toSourceJson({ state, status, resources }: SourceView) {
  return {
    name: state.name,
    title: state.title,
    connectorId: state.connectorId,
    enabled: state.enabled,
    status,
    nextAt: state.nextAt === null ? null : toIso(state.nextAt),
    running: state.running && toRunJson(state.running),
    lastRun: state.lastRun && toRunJson(state.lastRun),
    resources: resources.map(({ spec, counts, quarantined, stamp }) => ({
      name: spec.name,
      title: spec.title,
      endpoint: spec.endpoint,
      rows: counts?.rows ?? 0,
      first: counts?.first == null ? null : toDayUtc(counts.first),
      last: counts?.last == null ? null : toDayUtc(counts.last),
      quarantined,
      stamp,
    })),
  };
}
