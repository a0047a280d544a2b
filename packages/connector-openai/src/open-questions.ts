import type { CheckResult } from '@shipstats/core';
import { GRANULARITIES } from './granularity.ts';
import type { OpenAIOptions } from './options.ts';

/** Of the options, what an assumption depends on. */
type Assumed = Pick<
  OpenAIOptions,
  | 'usageProvisionalDays'
  | 'costsProvisionalDays'
  | 'monthClosesDays'
  | 'concurrency'
  | 'granularity'
  | 'organizationId'
>;

/**
 * What OpenAI documents nowhere and reports contradict each other in, with what is assumed: only use with a real key
 * can tell. The same questions stand in docs/connectors/openai.md, in this order.
 */
export function openQuestions(options: Assumed): readonly CheckResult[] {
  return [
    {
      name: 'form of amounts',
      message: 'numbers in some reports, texts in others. Either is read, row by row.',
    },
    { name: 'how long days change', message: `not published. ${readingAgain(options)}` },
    {
      name: 'page tokens',
      message: 'refused at times, nobody knows why. Windows are asked for so that few are needed.',
    },
    {
      name: 'days of costs in a request',
      message: `180 or 31, reports differ. No more than ${GRANULARITIES.day.maxBuckets} are asked for.`,
    },
    { name: 'ends in the future', message: 'refused in some reports. None is sent.' },
    { name: 'missing permissions', message: 'answered with 401 or with 403. Both are read alike.' },
    {
      name: 'rate limits',
      message: `not published. ${
        options.concurrency === 1 ? 'One request is' : `Up to ${options.concurrency} requests are`
      } made at a time, and a wait that OpenAI asks for is kept.`,
    },
    {
      name: 'rows of equal keys',
      message: 'in exports, and perhaps in the API. They are added up.',
    },
    { name: 'how far back hours reach', message: `not published. ${finerHistory(options)}` },
    {
      name: 'organizations of a key',
      message: `not documented. ${
        options.organizationId === undefined
          ? 'No organization is named, as organizationId is not set'
          : `OpenAI-Organization: ${options.organizationId} is sent`
      }. A key of another organization is answered with zeros, so compare a day with the usage page once.`,
    },
  ].map((question) => ({ ...question, ok: true, kind: 'open' as const }));
}

function readingAgain({ usageProvisionalDays, costsProvisionalDays, monthClosesDays }: Assumed): string {
  const month =
    monthClosesDays === 0 ? '' : `, and all days of a month through day ${monthClosesDays} of the next`;
  return (
    `Usage is read again for ${days(usageProvisionalDays)} after a day has ended, costs for ` +
    `${days(costsProvisionalDays)}${month}; "shipstats verify" finds what changes later.`
  );
}

function finerHistory({ granularity }: Assumed): string {
  const { hour, minute } = GRANULARITIES;
  switch (granularity) {
    case 'day':
      return 'Neither hours nor minutes are asked for.';
    case 'hour':
      return `Hours of ${days(hour.maxHistoryDays ?? 0)} are asked for.`;
    case 'minute':
      return `Hours of ${days(hour.maxHistoryDays ?? 0)} are asked for, and minutes of ${days(minute.maxHistoryDays ?? 0)}.`;
    default:
      return granularity satisfies never;
  }
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}
