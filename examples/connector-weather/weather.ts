import { checkBaseUrl, createHttp, joinUrl, parseLossless, type RetryEvent } from '@shipstats/connector-kit';
import {
  bucketStart,
  ConnectorError,
  count,
  DAY,
  defineConnectorType,
  type FetchEvent,
  type FetchedBucket,
  parseDecimal,
  type QuarantinedRow,
  type ResourceSpec,
  type SampleRow,
  Secret,
  toDayUtc,
  toUnixSeconds,
  type UnixSeconds,
  type Window,
} from '@shipstats/core';
import { z } from 'zod';

/** One endpoint: daily rows with one dimension and one number, which adds up over time. */
const rain: ResourceSpec = {
  name: 'rain',
  title: 'Rainfall',
  endpoint: 'GET /v1/rain',
  kind: 'flow',
  granularity: 'day',
  dimensions: [{ name: 'station', description: 'The station that measured it.' }],
  measures: [{ name: 'mm', unit: count('mm'), type: 'decimal', description: 'Rain that fell.' }],
  metrics: [
    { name: 'weather_rain_mm', title: 'Rain', description: 'Rain that fell.', measure: 'mm', fields: [] },
  ],
  windowBuckets: 31, // what one request may ask for
  provisionalBuckets: 2, // the service corrects its numbers for two days
};

/** A day in UTC, as the second in which it begins. */
const daySchema = z.iso.date().transform((text) => Date.parse(text) / 1000);

/** What the service answers; unknown fields are let through, a wrong shape is an error. */
const answerSchema = z.object({
  days: z.array(
    z.object({
      day: daySchema,
      readings: z.array(z.object({ station: z.string(), mm: z.unknown() })),
    }),
  ),
  /** The first day of the next page; null at the end. */
  next: daySchema.nullable(),
});

export const weather = defineConnectorType({
  id: 'weather',
  title: 'Weather',
  docs: 'docs/writing-a-connector.md',
  options: z.strictObject({
    apiKey: z.instanceof(Secret).describe("The key, as `secret('WEATHER_KEY')`."),
    baseUrl: z.string().default('https://weather.example').describe('The address of the service.'),
  }),
  resources: [rain],
  create: ({ apiKey, baseUrl }, { clock, fetch, random, resolveSecret }) => {
    /** A client for one fetch or check; gives the function that asks for one page. */
    function open(signal: AbortSignal, onEvent: (event: FetchEvent) => void) {
      const key = resolveSecret(apiKey);
      const onWait = ({ label, waitMs, reason }: RetryEvent) =>
        onEvent({ kind: 'wait', label, waitMs, reason });
      const http = createHttp({ fetch, clock, random, onWait, redact: [key] });
      return async ({ start, end }: Window) => {
        const url = joinUrl(checkBaseUrl(baseUrl), '/v1/rain', { from: toDayUtc(start), to: toDayUtc(end) });
        const headers = { authorization: `Bearer ${key}` };
        onEvent({ kind: 'request', label: 'weather rain' });
        // parseLossless: 0.1 stays 0.1, with as many digits as were sent.
        const { json } = await http
          .getJson(url, { label: 'weather rain', headers, signal, parse: parseLossless })
          .catch(rethrowWithHint);
        const answer = answerSchema.safeParse(json);
        if (answer.success) return answer.data;
        const problem = 'weather: GET /v1/rain answered something unexpected.';
        throw new ConnectorError(problem, { code: 'bad-response', cause: answer.error });
      };
    }

    return {
      resources: [rain],
      historyDays: 90,
      queryIdentity: () => JSON.stringify({ v: 1, baseUrl }),

      async *fetch({ resource, window, signal, onEvent }) {
        if (resource !== rain.name) {
          throw new ConnectorError(`weather: no resource ${resource}.`, { code: 'config' });
        }
        const ask = open(signal, onEvent);
        for (let start: UnixSeconds | null = window.start; start !== null; ) {
          const { days, next } = await ask({ start, end: window.end });
          // No token is needed: the rest of a window is a window.
          yield { buckets: days.map(toBucket), next: next === null ? null : { start: next, cursor: null } };
          start = next;
        }
      },

      async check(signal) {
        const end = bucketStart(toUnixSeconds(clock()), 'day');
        try {
          await open(signal, () => {})({ start: end - DAY, end });
          return [{ name: rain.endpoint, ok: true, message: 'reachable' }];
        } catch (error) {
          if (!(error instanceof ConnectorError) || error.code === 'aborted') throw error;
          const { message, hint = 'Try again later.' } = error;
          return [{ name: rain.endpoint, ok: false, message, hint }];
        }
      },
    };
  },
});

type Day = z.output<typeof answerSchema>['days'][number];

/** One whole bucket. A number that cannot be read is set aside with its text: it is unknown, not zero. */
function toBucket({ day, readings }: Day): FetchedBucket {
  const rows: SampleRow[] = [];
  const quarantined: QuarantinedRow[] = [];
  for (const { station, mm } of readings) {
    const dimensions = [station];
    const value = parseDecimal(String(mm));
    if (value) rows.push({ dimensions, values: [value] });
    else quarantined.push({ dimensions, reason: 'mm is not a number', raw: JSON.stringify({ station, mm }) });
  }
  return { start: day, rows, quarantined };
}

/** Adds what to do to the error that the user can mend. */
function rethrowWithHint(error: unknown): never {
  if (!(error instanceof ConnectorError) || error.code !== 'unauthorized') throw error;
  const { message, code, status } = error;
  const hint = 'Make a new key on the account page of the service, and set WEATHER_KEY to it.';
  throw new ConnectorError(`${message} ${hint}`, { code, status, hint, cause: error });
}
