import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ConnectorFixture, testConnector } from '@shipstats/connector-kit/testing';
import { DAY, type FetchedPage, formatDecimal, parseDayUtc, Secret, toDayUtc } from '@shipstats/core';
import { describe, expect, it } from 'vitest';
import { weather } from './weather.ts';

const KEY = 'weather-key-0123456789';
const WRONG_KEY = 'weather-key-of-nobody';
const DAYS_A_PAGE = 10;

/** A service with ten days a page and two stations, one of which cannot tell on the 13th. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const reply = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  };
  if (request.headers.authorization !== `Bearer ${KEY}`) {
    reply(401, '{"error":{"message":"Who are you?"}}');
    return;
  }
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const from = parseDayUtc(searchParams.get('from') ?? '') ?? 0;
  const to = parseDayUtc(searchParams.get('to') ?? '') ?? 0;
  const end = Math.min(to, from + DAYS_A_PAGE * DAY);
  const days: string[] = [];
  for (let start = from; start < end; start += DAY) {
    const day = toDayUtc(start);
    const readings = [
      '{"station":"harbour","mm":0.10000000000000000001}',
      `{"station":"hill","mm":${day.endsWith('-13') ? '"broken"' : '2'}}`,
    ];
    days.push(`{"day":"${day}","readings":[${readings.join(',')}]}`);
  }
  reply(200, `{"days":[${days.join(',')}],"next":${end < to ? `"${toDayUtc(end)}"` : 'null'}}`);
}

async function setUp(): Promise<ConnectorFixture<ReturnType<typeof weather.options.parse>>> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const contextWith = (key: string) => ({
    clock: () => new Date('2026-11-22T10:00:00Z'),
    fetch,
    random: () => 0.5,
    env: {},
    resolveSecret: () => key,
  });
  return {
    definition: weather,
    options: { apiKey: new Secret('WEATHER_KEY'), baseUrl: `http://127.0.0.1:${address.port}` },
    context: contextWith(KEY),
    refusedContext: contextWith(WRONG_KEY),
    secrets: [KEY, WRONG_KEY],
    window: { start: parseDayUtc('2026-11-01') ?? 0, end: parseDayUtc('2026-11-23') ?? 0 },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('the example connector', () => {
  testConnector(it, setUp);

  it('keeps every digit, and sets aside what it cannot read', async () => {
    const { options, context, window, close } = await setUp();
    const pages: FetchedPage[] = [];
    const request = { resource: 'rain', window, cursor: null, onEvent: () => {} };
    const connector = weather.create(weather.options.parse(options), context);
    for await (const page of connector.fetch({ ...request, signal: new AbortController().signal })) {
      pages.push(page);
    }
    await close();
    const bucket = pages
      .flatMap((page) => page.buckets)
      .find(({ start }) => toDayUtc(start) === '2026-11-13');
    const [value] = bucket?.rows[0]?.values ?? [];
    expect(typeof value === 'object' && value !== null && formatDecimal(value)).toBe(
      '0.10000000000000000001',
    );
    expect(bucket?.quarantined).toEqual([
      { dimensions: ['hill'], reason: 'mm is not a number', raw: '{"station":"hill","mm":"broken"}' },
    ]);
  });
});
