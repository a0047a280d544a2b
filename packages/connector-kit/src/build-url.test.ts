import { describe, expect, test } from 'vitest';
import { checkBaseUrl, isLoopback, joinUrl } from './build-url.ts';
import { startServer } from './test-server.ts';

describe('joinUrl', () => {
  test.each([
    'https://api.example.com',
    'https://api.example.com/',
    'https://api.example.com/v1',
    'https://api.example.com/v1/',
  ])('takes %s for the same base', (base) => {
    expect(joinUrl(base, '/v1/organization/costs')).toBe('https://api.example.com/v1/organization/costs');
  });

  test('keeps the path of a proxy and another version', () => {
    expect(joinUrl('https://proxy.example/openai/v1/', 'v1/costs')).toBe(
      'https://proxy.example/openai/v1/costs',
    );
    expect(joinUrl('https://proxy.example/v2', '/v1/costs')).toBe('https://proxy.example/v2/v1/costs');
    expect(joinUrl('https://proxy.example/costs', '/costs')).toBe('https://proxy.example/costs/costs');
  });

  test('repeats arrays and leaves out what is undefined or empty', () => {
    const params = {
      start_time: 1,
      group_by: ['model', 'project_id'],
      limit: undefined,
      models: [],
      batch: false,
    };
    expect(joinUrl('https://h', '/x', params)).toBe(
      'https://h/x?start_time=1&group_by=model&group_by=project_id&batch=false',
    );
  });

  test.each([false, true])('delivers the bytes of a page token (rawEquals: %s)', async (rawEquals) => {
    await using server = await startServer((response) => response.end('{}'));
    const token = 'page_ab+cd/ef==';
    const url = joinUrl(server.origin, '/v1/costs', { page: token, name: 'a b&c=d#é%20' }, { rawEquals });
    await fetch(url);
    const raw = server.requests[0]?.url ?? '';
    const seen = new URL(raw, server.origin).searchParams;
    expect(seen.get('page')).toBe(token);
    expect(seen.get('name')).toBe('a b&c=d#é%20');
    expect(raw).toContain(rawEquals ? 'page=page_ab%2Bcd%2Fef==&' : 'page=page_ab%2Bcd%2Fef%3D%3D&');
  });

  test('survives a lone surrogate', () => {
    expect(joinUrl('https://h', '/x', { q: '\ud800' })).toBe('https://h/x?q=%EF%BF%BD');
  });
});

describe('checkBaseUrl', () => {
  test.each([
    'https://api.openai.com/v1',
    'http://127.0.0.1:4000',
    'http://localhost:4000/v1/',
    'http://sim.localhost',
    'http://[::1]:80',
    'http://127.1',
  ])('accepts %s', (address) => {
    expect(checkBaseUrl(address).href).toBe(new URL(address).href);
  });

  test.each([
    ['http://api.openai.com', /not encrypted.*https/],
    ['http://localhost.evil.example', /not encrypted/],
    ['http://127.0.0.1.evil.example', /not encrypted/],
    ['ftp://api.openai.com', /not a web address/],
    ['api.openai.com/v1', /cannot be read.*whole address/],
    ['', /cannot be read/],
    ['https://api.openai.com/v1?key=1', /query or fragment/],
    ['https://api.openai.com/#x', /query or fragment/],
  ])('refuses %s and says why', (address, message) => {
    expect(() => checkBaseUrl(address)).toThrow(
      expect.objectContaining({ code: 'config', message: expect.stringMatching(message) }),
    );
  });

  test.each([
    'https://user:hunter2@api.openai.com',
    'https://hunter2@api.openai.com',
    'https//user:hunter2@api',
  ])('refuses credentials in %s and does not repeat them', (address) => {
    expect(() => checkBaseUrl(address)).toThrow(expect.objectContaining({ code: 'config' }));
    expect(() => checkBaseUrl(address)).not.toThrow(/hunter2/);
  });
});

test('isLoopback knows this machine and no other', () => {
  expect(['localhost', '127.0.0.1', '127.9.9.9', '[::1]'].filter((host) => !isLoopback(host))).toEqual([]);
  expect(['0.0.0.0', '10.0.0.1', 'localhost.example', '[::]', '128.0.0.1'].filter(isLoopback)).toEqual([]);
});
