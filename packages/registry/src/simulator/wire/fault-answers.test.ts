import { afterEach, describe, expect, it } from 'vitest';
import { ask, useSimulator } from '../test-client.ts';
import type { Fault } from './fault.ts';
import { parseFault } from './fault.ts';

const npm = useSimulator();
afterEach(() => npm().setFault('registry', null));

const read = (fault: Fault, init?: RequestInit) => {
  npm().setFault('registry', fault);
  return ask(`${npm().registryUrl}glassrail`, init);
};

describe('faults', () => {
  it.each([
    [{ kind: 'status', status: 500 } as const, 500, 'application/json'],
    [{ kind: 'rate-limit' } as const, 429, 'text/plain; charset=UTF-8'],
    [{ kind: 'waf' } as const, 403, 'text/html; charset=UTF-8'],
    [{ kind: 'html' } as const, 200, 'text/html; charset=utf-8'],
    [{ kind: 'wrong-shape' } as const, 200, 'application/json'],
  ])('%j answers %i', async (fault, status, contentType) => {
    const answer = await read(fault);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, contentType]);
    expect(answer.headers.get('retry-after')).toBeNull();
    expect(npm().requests.at(-1)).toMatchObject({ service: 'registry', path: '/glassrail', status });
  });

  it('strike one service, the paths that are named, and so many times', async () => {
    const { registryUrl, downloadsUrl, setFault } = npm();
    setFault('registry', { kind: 'status', status: 503, path: 'glass', times: 2 });
    const statuses = [];
    for (const name of ['oldbrook', 'glassrail', 'glassrail', 'glassrail']) {
      statuses.push((await ask(registryUrl + name)).status);
    }
    expect(statuses).toEqual([200, 503, 503, 200]);
    setFault('registry', { kind: 'status', status: 503 });
    expect((await ask(`${downloadsUrl}/downloads/point/last-day/glassrail`)).status).toBe(200);
    expect((await ask(`${registryUrl}-/v1/search?text=glass`)).status).toBe(200);
  });

  it('cut a document that is told to be whole, packed or not', async () => {
    for (const encoding of ['gzip', 'identity']) {
      const cut = read({ kind: 'truncate' }, { headers: { 'accept-encoding': encoding } });
      await expect(cut).rejects.toThrow(SyntaxError);
    }
  });

  it('break the connection, before the answer or in it', async () => {
    await expect(read({ kind: 'refuse' })).rejects.toThrow('fetch failed');
    await expect(read({ kind: 'reset' })).rejects.toThrow('terminated');
  });

  it('never answer, or stop in the middle', async () => {
    const { registryUrl } = npm();
    npm().setFault('registry', { kind: 'hang' });
    await expect(ask(registryUrl, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout|aborted/);
    npm().setFault('registry', { kind: 'stall' });
    const response = await fetch(`${registryUrl}glassrail`, { signal: AbortSignal.timeout(2_000) });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('answer slowly, yet wholly', async () => {
    const { json } = await read({ kind: 'slow', bytes: 8_000, everyMs: 1 });
    expect(json.name).toBe('glassrail');
  });

  it('give the answer of another package', async () => {
    expect((await read({ kind: 'wrong-package' })).json.name).toBe('another-package');
  });

  it('go on for so many megabytes', async () => {
    npm().setFault('registry', { kind: 'huge', megabytes: 3 });
    const response = await fetch(`${npm().registryUrl}glassrail`);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(3_000_000);
  });

  it('lead to another host, which records what it gets', async () => {
    await read({ kind: 'redirect' }, { headers: { 'x-mark': 'here' } });
    expect(npm().redirectedRequests.at(-1)).toMatchObject({
      path: '/glassrail',
      headers: { 'x-mark': 'here' },
    });
  });

  it('are refused where they are none', () => {
    for (const value of [
      null,
      7,
      {},
      { kind: 'explode' },
      { kind: 'status' },
      { kind: 'slow', bytes: 'x' },
    ]) {
      expect(() => parseFault(value)).toThrow(RangeError);
    }
  });
});
