import { afterEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './serve.ts';
import { createTestApp } from './test-app.ts';

const open: RunningServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

describe('the server', () => {
  it('listens and prints an address that answers', async () => {
    const { app } = await createTestApp();
    const server = await startServer({ app, host: '127.0.0.1', port: 0, hasAccess: false });
    open.push(server);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    const answer = await fetch(`${server.url}/dashboards/ai`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(await answer.text()).toContain('Spend by model');
  });

  it('says which port is in use and how to choose another', async () => {
    const { app } = await createTestApp();
    const first = await startServer({ app, host: '127.0.0.1', port: 0, hasAccess: false });
    open.push(first);
    await expect(startServer({ app, host: '127.0.0.1', port: first.port, hasAccess: false })).rejects.toThrow(
      `port ${first.port} is in use. Choose another: PORT=${first.port + 1} npm start.`,
    );
  });

  it('refuses to listen beyond loopback without a login', async () => {
    const { app } = await createTestApp();
    await expect(startServer({ app, host: '0.0.0.0', port: 0, hasAccess: false })).rejects.toThrow(
      'Set SHIPSTATS_PASSWORD',
    );
  });

  it('says when the host is not this machine', async () => {
    const { app } = await createTestApp();
    await expect(startServer({ app, host: '192.0.2.1', port: 0, hasAccess: true })).rejects.toThrow(
      '192.0.2.1 is no address of this machine.',
    );
  });

  it('ends event streams when it closes', async () => {
    const { app } = await createTestApp();
    const server = await startServer({ app, host: '127.0.0.1', port: 0, hasAccess: false });
    const stream = await fetch(`${server.url}/api/v1/sources/openai/events`);
    const reader = stream.body?.getReader();
    await reader?.read();
    const began = performance.now();
    await server.close();
    expect(performance.now() - began).toBeLessThan(1_500);
    await reader?.read().catch(() => undefined);
  });
});
