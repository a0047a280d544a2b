import type { ResourceRun, Run } from '@shipstats/store';
import type { Colors } from './colors.ts';
import { printable } from './printable.ts';

/**
 * How resources fared, in a line each and, where something is wrong, in a second one; what is wrong with several alike,
 * as a key that is refused, is told once below them.
 */
export function describeResources(resources: readonly ResourceRun[], colors: Colors): string[] {
  const causes = Map.groupBy(
    resources.filter(({ error }) => error !== null),
    (resource) => errorWords(resource).replace(ENDPOINT, ''),
  );
  const shared = [...causes].filter(([, alike]) => alike.length > 1);
  const isShared = (resource: ResourceRun) => shared.some(([, alike]) => alike.includes(resource));
  return [
    ...resources.flatMap((resource) => describeResource(resource, isShared(resource), colors)),
    ...shared.map(([words, alike]) => {
      const isAll = alike.length === resources.length;
      const names = isAll ? `all ${alike.length}` : alike.map(({ resource }) => resource).join(', ');
      return `  ${names}: ${colors.red(printable(words))}`;
    }),
  ];
}

/** Where a request went, the one thing in which messages of one cause differ: ` on GET /v1/organization/costs`. */
const ENDPOINT = / on [A-Z]+ \/\S*?(?=[.,:;]?(\s|$))/;

function errorWords({ error }: ResourceRun): string {
  if (error === null) return '';
  const { message, hint } = error;
  return hint === undefined || message.includes(hint) ? message : `${message} ${hint}`;
}

function describeResource(resource: ResourceRun, isToldBelow: boolean, colors: Colors): string[] {
  const { rows, buckets, requests, quarantined, revised, warnings, error } = resource;
  const noun = resource.granularity ?? 'day';
  const facts = [
    ...(resource.names === undefined
      ? [plural(buckets, noun), plural(rows, 'row')]
      : [plural(resource.names, 'name')]),
    plural(requests, 'request'),
    resource.waitedMs > 0 ? `waited ${formatSeconds(resource.waitedMs)}` : '',
    revised > 0 ? `${plural(revised, noun)} revised` : '',
    quarantined > 0 ? `${plural(quarantined, 'row')} set aside` : '',
  ].filter(Boolean);
  const mark = { succeeded: colors.green('✓'), failed: colors.red('✗'), partial: colors.yellow('!') };
  const sign = mark[resource.status as keyof typeof mark] ?? colors.dim('–'); // others have no mark of their own
  return [
    `${sign} ${resource.resource}: ${resource.status === 'succeeded' ? '' : `${resource.status}, `}${facts.join(', ')}`,
    ...(error === null || isToldBelow ? [] : [describeError(resource, colors)]),
    ...warnings.map((warning) => `  ${colors.yellow('warning:')} ${printable(warning)}`),
  ];
}

/** Names are for reading: that they could not be read spoils nothing. */
function describeError(resource: ResourceRun, colors: Colors): string {
  const words = printable(errorWords(resource));
  return resource.names === undefined ? `  ${colors.red(words)}` : `  ${colors.yellow('warning:')} ${words}`;
}

/** How a run ended, in one line. */
export function describeRun(run: Run): string {
  const rows = run.resources.reduce((sum, resource) => sum + resource.rows, 0);
  const seconds = (run.finishedAt ?? run.startedAt) - run.startedAt;
  const took = seconds > 0 ? ` in ${formatSeconds(seconds * 1000)}` : '';
  switch (run.status) {
    case 'succeeded':
      return `${run.connector}: ${plural(rows, 'row')} synced${took}`;
    case 'partial':
      return `${run.connector}: synced in part${took}; what is stored of the rest is as it was`;
    case 'failed':
      return `${run.connector}: the sync failed; what is stored is as it was`;
    case 'interrupted':
      return `${run.connector}: stopped; what is committed stays, and the next sync goes on from there`;
    case 'running':
      return `${run.connector}: syncing`;
    default:
      return run.status satisfies never;
  }
}

/** `1 row`, `12,345 rows` */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? noun : `${noun}s`}`;
}

/** `450 ms`, `12 s`, `3 min` */
export function formatSeconds(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 120_000) return `${Math.round(milliseconds / 1_000)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
