import { describe, expect, it } from 'vitest';
import { createTestApp, NOW, type TestApp } from '../test-app.ts';
import { isLoopbackName } from './check-host.ts';
import { safeNext } from './login.tsx';
import { createSessions, SESSION_SECONDS } from './session.ts';

const access = { password: 'correct horse', token: 'token-1234' };

function post(test: TestApp, path: string, body: string, headers: Record<string, string> = {}) {
  return test.app.request(path, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...headers,
    },
  });
}

const login = (test: TestApp, password: string, headers?: Record<string, string>) =>
  post(test, '/login', new URLSearchParams({ password }).toString(), headers);

const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';

describe('a login', () => {
  it('is asked for by every page, and leads back to where one wanted to go', async () => {
    const test = await createTestApp({ access });
    const answer = await test.get('/dashboards/ai?window=7d');
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/login?next=%2Fdashboards%2Fai%3Fwindow%3D7d');
    const entered = await post(
      test,
      '/login?next=%2Fdashboards%2Fai%3Fwindow%3D7d',
      new URLSearchParams({ password: access.password }).toString(),
    );
    expect(entered.status).toBe(303);
    expect(entered.headers.get('location')).toBe('/dashboards/ai?window=7d');
    expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax$/);
    expect((await test.get('/dashboards/ai', { cookie: cookieOf(entered) })).status).toBe(200);
  });

  it.each([
    '/api/v1/metrics',
    '/api/v1/openapi.json',
    '/api/v1/sources/openai/events',
    '/metrics/openai_cost_usd.csv',
  ])('is asked for by %s with a 401', async (path) => {
    const test = await createTestApp({ access });
    const answer = await test.get(path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    expect(await answer.json()).toMatchObject({ error: { status: 401 } });
  });

  it('is not asked for by the health check and the login itself', async () => {
    const test = await createTestApp({ access });
    expect((await test.get('/healthz')).status).toBe(200);
    expect((await test.get('/login')).status).toBe(200);
    expect((await test.get('/favicon.svg')).status).toBe(200);
  });

  it('fails with a wrong password', async () => {
    const test = await createTestApp({ access });
    const answer = await login(test, 'wrong');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await answer.text()).toContain('This is not the password.');
  });

  it('is slowed down after five failures, even with the right password', async () => {
    let now = NOW;
    const test = await createTestApp({ access, clock: () => now });
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await login(test, 'wrong')).status).toBe(401);
    const refused = await login(test, access.password);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('2');
    now = new Date(NOW.getTime() + 2_000);
    expect((await login(test, access.password)).status).toBe(303);
  });

  it('ends by logging out, for a stolen copy of the cookie too', async () => {
    const test = await createTestApp({ access });
    const cookie = cookieOf(await login(test, access.password));
    const out = await post(test, '/logout', '', { cookie });
    expect(out.headers.get('set-cookie')).toMatch(/Max-Age=0/);
    expect((await test.get('/dashboards', { cookie })).status).toBe(303);
  });

  it('marks its cookie as secure behind HTTPS', async () => {
    const test = await createTestApp({ access });
    const answer = await login(test, access.password, { 'x-forwarded-proto': 'https' });
    expect(answer.headers.get('set-cookie')).toContain('Secure');
  });

  it('does not lead to another host', () => {
    for (const next of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:1',
      undefined,
    ]) {
      expect(safeNext(next), String(next)).toBe('/dashboards');
    }
    expect(safeNext('/metrics/a?b=c')).toBe('/metrics/a?b=c');
  });
});

describe('a token', () => {
  it('opens the API', async () => {
    const test = await createTestApp({ access });
    expect((await test.get('/api/v1/metrics', { authorization: 'Bearer token-1234' })).status).toBe(200);
    const synced = await test.app.request('/api/v1/sources/openai/sync', {
      method: 'POST',
      headers: { authorization: 'Bearer token-1234' },
    });
    expect(synced.status).toBe(202);
  });

  it('must be the right one', async () => {
    const test = await createTestApp({ access });
    for (const authorization of ['Bearer token-1235', 'Bearer x', 'Basic token-1234', 'Bearer ']) {
      expect((await test.get('/api/v1/metrics', { authorization })).status).toBe(401);
    }
  });

  it('is never refused when it is right, however many wrong ones and passwords came before', async () => {
    const test = await createTestApp({ access });
    const ask = (token: string) => test.get('/api/v1/metrics', { authorization: `Bearer ${token}` });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await ask('wrong');
      await login(test, 'wrong');
    }
    expect((await ask('wrong')).status).toBe(429);
    expect((await ask(access.token)).status).toBe(200);
  });

  it('that is wrong does not keep people from logging in', async () => {
    const test = await createTestApp({ access });
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await test.get('/api/v1/metrics', { authorization: 'Bearer wrong' });
    }
    expect((await login(test, access.password)).status).toBe(303);
  });

  it('is named by the login page where it is what one logs in with', async () => {
    const named = async (access: { token?: string; password?: string }) =>
      /SHIPSTATS_\w+/.exec(await (await createTestApp({ access })).text('/login'))?.[0];
    expect(await named({ token: 't' })).toBe('SHIPSTATS_TOKEN');
    expect(await named({ token: 't', password: 'p' })).toBe('SHIPSTATS_PASSWORD');
  });

  it('does not exist where none is set', async () => {
    const test = await createTestApp({ access: { password: 'p' } });
    expect((await test.get('/api/v1/metrics', { authorization: 'Bearer undefined' })).status).toBe(401);
  });
});

describe('a session', () => {
  const sessions = createSessions('p');

  it('holds for its time', () => {
    const cookie = sessions.issue(1_000);
    expect(sessions.isValid(cookie, 1_001)).toBe(true);
    expect(sessions.isValid(cookie, 1_000 + SESSION_SECONDS)).toBe(false);
  });

  it('cannot be made longer, made up, or brought from a server with another password', () => {
    const [id = '', expires = '', signature = ''] = sessions.issue(1_000).split('.');
    expect(sessions.isValid(`${id}.${Number(expires) + 1}.${signature}`, 1_001)).toBe(false);
    expect(sessions.isValid(`${id}.${expires}.`, 1_001)).toBe(false);
    expect(sessions.isValid(createSessions('q').issue(1_000), 1_001)).toBe(false);
    expect(sessions.isValid(undefined, 1_001)).toBe(false);
  });
});

describe('a request from elsewhere', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'null' }],
    [{}],
  ])('cannot start a sync by a form (%j)', async (headers: Record<string, string>) => {
    const test = await createTestApp();
    const answer = await test.app.request('/sources/openai/sync', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('another site');
    expect(test.triggered).toEqual([]);
  });

  it.each([{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, { origin: 'null' }])(
    'cannot start a sync by the API (%j)',
    async (headers: Record<string, string>) => {
      const test = await createTestApp();
      const answer = await test.app.request('/api/v1/sources/openai/sync', { method: 'POST', headers });
      expect(answer.status).toBe(403);
      expect(test.triggered).toEqual([]);
    },
  );

  it('is none where a program asks the API, or a form comes back through a proxy with TLS', async () => {
    const test = await createTestApp({ allowedHosts: ['stats.example'] });
    const plain = await test.app.request('/api/v1/sources/openai/sync', { method: 'POST' });
    expect(plain.status).toBe(202);
    const proxied = await test.app.request('/sources/openai/sync', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        host: 'stats.example',
        origin: 'https://stats.example',
        'x-forwarded-proto': 'https',
      },
    });
    expect(proxied.status).toBe(303);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4321', '192.168.1.7'])(
    'that names the host %s is refused while there is no login',
    async (host) => {
      const test = await createTestApp();
      for (const path of ['/dashboards', '/api/v1/metrics']) {
        const answer = await test.get(path, { host });
        expect(answer.status).toBe(421);
        expect(await answer.text()).not.toContain('openai_cost_usd');
      }
    },
  );

  it.each(['localhost:4321', '127.0.0.1:4321', '[::1]:4321', 'LOCALHOST', 'stats.localhost'])(
    'that names the host %s is answered',
    async (host) => {
      expect((await (await createTestApp()).get('/dashboards', { host })).status).toBe(200);
    },
  );

  it('may name the configured host', async () => {
    const test = await createTestApp({ allowedHosts: ['stats.lan'] });
    expect((await test.get('/dashboards', { host: 'stats.lan:4321' })).status).toBe(200);
    expect((await test.get('/dashboards', { host: 'other.lan' })).status).toBe(421);
  });

  it('counts only true loopback names as such', () => {
    expect(['localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'].every(isLoopbackName)).toBe(true);
    expect(['0.0.0.0', '::', '127.0.0.1.nip.io', 'localhost.lan', '10.0.0.1'].some(isLoopbackName)).toBe(
      false,
    );
  });
});

describe('every answer', () => {
  it.each(['/dashboards', '/api/v1/metrics', '/nowhere', '/api/v1/nowhere', '/favicon.svg'])(
    '%s closes what it does not need',
    async (path) => {
      const { headers } = await (await createTestApp()).get(path);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    },
  );
});
