import { afterEach, describe, expect, it } from 'vitest';
import { createSlimThread, type SlimThread } from './slim-thread.ts';
import { PackumentError } from './split-packument.ts';

const threads: SlimThread[] = [];
const open = (options = {}) => {
  const thread = createSlimThread(options);
  threads.push(thread);
  return thread;
};
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.close()));
});

async function* pieces(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const packument = (name: string, versions = 3) =>
  JSON.stringify({
    name,
    versions: Object.fromEntries(
      Array.from({ length: versions }, (_, n) => [`1.${n}.0`, { name, license: 'MIT', dist: {} }]),
    ),
  });

describe('createSlimThread', () => {
  it('slims several at once', async () => {
    const thread = open();
    const names = ['a', 'b', 'c'];
    const kept = await Promise.all(names.map((name) => thread.slim(name, pieces(packument(name), 10))));
    expect(kept.map(({ line }) => line?.version)).toEqual(['1.2.0', '1.2.0', '1.2.0']);
  });

  it('refuses what is none without stopping for others', async () => {
    const thread = open();
    const refused = thread.slim('a', pieces('<html>'));
    const good = thread.slim('b', pieces(packument('b')));
    await expect(refused).rejects.toThrow(new PackumentError('is not JSON'));
    await expect(good).resolves.toMatchObject({ line: { version: '1.2.0' } });
  });

  it('hands on what the stream throws', async () => {
    const thread = open();
    async function* broken() {
      yield Buffer.from('{"name":');
      throw new Error('the line broke');
    }
    await expect(thread.slim('a', broken())).rejects.toThrow('the line broke');
    await expect(thread.slim('b', pieces(packument('b')))).resolves.toBeDefined();
  });

  it('starts again after it has ended for having nothing to do', async () => {
    const thread = open({ idleMs: 1 });
    await thread.slim('a', pieces(packument('a')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(thread.slim('b', pieces(packument('b')))).resolves.toBeDefined();
  });

  it('is ended where it takes too long, and begins anew', async () => {
    const thread = open({ silenceMs: 1 });
    await expect(thread.slim('a', pieces(packument('a', 50_000)))).rejects.toThrow('takes too long');
  });

  it('waits for a slow line', async () => {
    const thread = open({ silenceMs: 2_000 });
    async function* slow() {
      yield Buffer.from('{"name":"a",');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      yield Buffer.from('"versions":{"1.0.0":{}}}');
    }
    await expect(thread.slim('a', slow())).resolves.toMatchObject({ line: { version: '1.0.0' } });
  });
});
