import { expect, it } from 'vitest';
import { createTestApp, quarantineTestRows, type TestApp, type TestAppOptions } from '../test-app.ts';

async function createQuarantineApp(options: TestAppOptions = {}): Promise<TestApp> {
  const test = await createTestApp(options);
  await quarantineTestRows(test);
  return test;
}

function post({ app }: TestApp, path: string): Promise<Response> {
  return Promise.resolve(
    app.request(path, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    }),
  );
}

it('shows each row that could not be read with its day, the reason and all of its text, as text', async () => {
  const html = await (await createQuarantineApp()).text('/sources/openai');
  expect(html).toContain('13 Oct 2026');
  expect(html).toContain('amount.value is no number');
  expect(html).toContain('&lt;b&gt;'.repeat(60));
  expect(html).not.toContain('<b><b>');
  expect(html).toContain('{&quot;line_item&quot;:&quot;o3&quot;}');
});

it('asks for the days again by a button, and leads back to the list', async () => {
  const test = await createQuarantineApp();
  expect(await test.text('/sources/openai')).toContain('Ask for these days again');
  const answer = await post(test, '/sources/openai/quarantine/retry');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/sources/openai#quarantine');
  expect(test.triggered).toEqual(['openai, what is in quarantine']);
});

it('offers no retry where nothing is in quarantine or the source is switched off, and refuses it', async () => {
  const clean = await createTestApp();
  expect(await clean.text('/sources/openai')).not.toContain('Ask for these days again');
  expect((await post(clean, '/sources/openai/quarantine/retry')).status).toBe(409);
  const off = await createQuarantineApp({ source: { enabled: false } });
  expect(await off.text('/sources/openai')).not.toContain('Ask for these days again');
  expect((await post(off, '/sources/openai/quarantine/retry')).status).toBe(409);
  expect([...clean.triggered, ...off.triggered]).toEqual([]);
});

it('refuses a retry that another site asks for', async () => {
  const test = await createQuarantineApp();
  const answer = await test.app.request('/sources/openai/quarantine/retry', {
    method: 'POST',
    headers: { origin: 'https://evil.example', 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(403);
  expect(test.triggered).toEqual([]);
});

it('is in the API page by page, with how many there are in all', async () => {
  const test = await createQuarantineApp();
  const all = '/api/v1/sources/openai/quarantine';
  expect(await test.json(`${all}?offset=1&limit=1`)).toEqual({
    total: 2,
    rows: [
      {
        resource: 'costs',
        bucket: '2026-10-13',
        reason: 'amount is missing',
        raw: '{"line_item":"o3"}',
        seenAt: '2026-11-22T09:57:00Z',
      },
    ],
  });
  expect(await test.json(`${all}?resource=completions`)).toEqual({ total: 0, rows: [] });
  expect((await test.get(`${all}?limit=0`)).status).toBe(400);
  const answer = await test.app.request(`${all}/retry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
  });
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status: 202,
    body: { started: true },
  });
});
