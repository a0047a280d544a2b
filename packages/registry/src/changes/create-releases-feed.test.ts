import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createTestClient,
  startTestServer,
  type TestReply,
  type TestServer,
} from '../search/test-npm-server.ts';
import { createReleasesFeed } from './create-releases-feed.ts';

let server: TestServer;

beforeEach(async () => {
  server = await startTestServer(() => ({
    type: 'application/rss+xml',
    body: '<rss><channel><item><title><![CDATA[hono]]></title></item></channel></rss>',
  }));
});

afterEach(() => server[Symbol.asyncDispose]());

const read = () =>
  createReleasesFeed({ client: createTestClient('registry'), registryUrl: `${server.url}npm/` })();

describe('the registry’s own feed of releases', () => {
  it('is read below the address of the configuration', async () => {
    expect(await read()).toEqual(['hono']);
    expect(server.requests).toEqual(['/npm/-/rss']);
  });

  it.each<[string, TestReply]>([
    ['is none', { status: 404 }],
    ['is a page', { type: 'text/html', body: '<!doctype html><title>hono</title>' }],
    ['is empty', { type: 'application/xml', body: '' }],
    ['fails', { status: 500 }],
  ])('is a named error where it %s', async (_, reply) => {
    server.reply = () => reply;
    await expect(read()).rejects.toMatchObject({ name: 'ConnectorError' });
  });
});
