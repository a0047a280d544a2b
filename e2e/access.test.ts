import { rm } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings } from './axe.ts';
import { launchBrowser, watchPage } from './browser.ts';
import { runShipstats, serveShipstats } from './shipstats-process.ts';
import { makeFolder, NOW } from './world.ts';

const PASSWORD = 'correct horse battery staple';
const TOKEN = 'token-for-scripts-0123456789';

let folder: string;

beforeAll(async () => {
  folder = await makeFolder();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('listening beyond this machine', () => {
  it('is refused without a password, with what to do', async () => {
    const env = { HOST: '0.0.0.0', PORT: '0' };
    const { code, stdout, stderr } = await runShipstats(['serve'], { cwd: folder, env });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('0.0.0.0');
    expect(stderr).toContain('SHIPSTATS_PASSWORD');
    expect(stderr).toContain('--insecure');
    expect(stderr).not.toMatch(/\n\s+at /); // no stack
  });
});

describe('with a password', () => {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serveShipstats>>;

  beforeAll(async () => {
    const env = { HOST: '0.0.0.0', SHIPSTATS_PASSWORD: PASSWORD, SHIPSTATS_TOKEN: TOKEN, SHIPSTATS_NOW: NOW };
    [browser, server] = await Promise.all([launchBrowser(), serveShipstats([], { cwd: folder, env })]);
  });

  afterAll(() => Promise.all([browser?.close(), server?.stop()]));

  it.each([
    '/api/v1/sources',
    '/api/v1/metrics/openai_cost_usd?window=30d',
    '/api/v1/sources/openai/events',
    '/metrics/openai_cost_usd.csv',
  ])('keeps %s closed to who has not logged in', async (path) => {
    const answer = await fetch(server.url + path, { redirect: 'manual' });
    expect([401, 303]).toContain(answer.status);
    expect(await answer.text()).not.toMatch(/\d+\.\d{3,}/);
  });

  it('opens the API to the token, and to no other', async () => {
    const ask = (token: string) =>
      fetch(`${server.url}/api/v1/sources`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask(TOKEN)).status).toBe(200);
    expect((await ask('token-for-scripts-9876543210')).status).toBe(401);
  });

  it.each([true, false])(
    'lets in who knows it, and nobody else, JavaScript %s',
    async (javaScriptEnabled) => {
      const context = await browser.newContext({ javaScriptEnabled });
      const page = await context.newPage();
      const trouble = await watchPage(page, server.url);
      await page.goto(`${server.url}/metrics/openai_cost_usd?window=90d`);
      await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
      expect(await page.getByRole('main').innerText()).not.toContain('$');
      if (javaScriptEnabled) expect(await axeFindings(page)).toEqual([]);

      await page.getByLabel('Password').fill('wrong');
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByText('This is not the password.').waitFor();
      if (javaScriptEnabled) expect(await axeFindings(page)).toEqual([]);
      await page.goto(`${server.url}/dashboards`);
      await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();

      await page.goto(`${server.url}/metrics/openai_cost_usd?window=90d`);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.getByRole('heading', { level: 1, name: 'OpenAI spend' }).waitFor();
      expect(new URL(page.url()).search).toBe('?window=90d'); // where one wanted to go
      const [cookie] = await context.cookies();
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
      expect(trouble.lines.filter((line) => !line.includes('401'))).toEqual([]);

      await page.goto(`${server.url}/sources`);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { level: 1, name: 'Log in' }).waitFor();
      // A copy of the old cookie is worth nothing.
      const answer = await fetch(`${server.url}/api/v1/sources`, {
        headers: { cookie: `${cookie?.name}=${cookie?.value}` },
      });
      expect(answer.status).toBe(401);
      await context.close();
    },
  );
});
