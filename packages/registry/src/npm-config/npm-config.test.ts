import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@shipstats/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNpm } from './find-npm.ts';
import { createNpmConfig } from './npm-config.ts';

let folder: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npm-config-'));
  for (const name of [
    'home',
    'project',
    'project/deep',
    'node/bin',
    'node/etc',
    'node/lib/node_modules/npm/bin',
  ]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'project/package.json'), '{}');
  for (const file of ['node/bin/node', 'node/lib/node_modules/npm/bin/npm-cli.js']) {
    writeFileSync(join(folder, file), '');
  }
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(folder, 'node/bin/npm'));
  env = {
    HOME: join(folder, 'home'),
    PATH: `${join(folder, 'project/node_modules/.bin')}:${join(folder, 'node/bin')}`,
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const read = () => createNpmConfig({ cwd: join(folder, 'project/deep'), env }).read();

describe('createNpmConfig', () => {
  it('reads the registry of the project, before the user, before the machine', async () => {
    write('node/etc/npmrc', 'registry=https://machine.example\n@a:registry=https://machine.example/a');
    expect((await read()).registry).toBe('https://machine.example/');
    write('home/.npmrc', 'registry=https://user.example/npm');
    expect((await read()).registry).toBe('https://user.example/npm/');
    write('project/.npmrc', 'registry=https://project.example/npm/');
    const { registry, registryOf } = await read();
    expect(registry).toBe('https://project.example/npm/');
    expect(registryOf('hono')).toBe('https://project.example/npm/');
    expect(registryOf('@b/x')).toBe('https://project.example/npm/');
    expect(registryOf('@a/x')).toBe('https://machine.example/a/');
    env.npm_config_registry = 'https://environment.example';
    expect((await read()).registry).toBe('https://environment.example/');
  });

  it('reads credentials, proxies and certificates under the names that npm’s libraries take', async () => {
    write('home/ca.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    write(
      'home/.npmrc',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: npm's own placeholders
      'https-proxy=http://proxy.example:8080\nnoproxy=a.example\nstrict-ssl=false\ncafile=${HOME}/ca.pem\n//r.example/:_authToken=${TOKEN}',
    );
    env.TOKEN = 'secret';
    expect((await read()).options).toMatchObject({
      httpsProxy: 'http://proxy.example:8080',
      noProxy: 'a.example',
      strictSSL: false,
      ca: [expect.stringContaining('AAAA')],
      '//r.example/:_authToken': 'secret',
    });
  });

  it('goes without credentials whose variable is not set, and says so', async () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: npm's own placeholders
    write('project/.npmrc', '//r.example/:_authToken=${NPM_TOKEN}');
    const { options, warnings } = await read();
    expect(options).not.toHaveProperty('//r.example/:_authToken');
    expect(warnings).toEqual([
      expect.stringMatching(/project\/\.npmrc: .*\$\{NPM_TOKEN\}, which is not set/),
    ]);
  });

  it.each(['no address', 'ftp://x.example', 'file:///x'])(
    'refuses the registry %j, and says where it is set',
    async (text) => {
      write('home/.npmrc', `registry=${text}`);
      await expect(read()).rejects.toThrow(ConfigError);
      await expect(read()).rejects.toThrow(join(folder, 'home/.npmrc'));
    },
  );

  it('says which file cannot be read, and reads it once it can', async () => {
    mkdirSync(join(folder, 'home/.npmrc'));
    const config = createNpmConfig({ cwd: folder, env });
    await expect(config.read()).rejects.toThrow(/home\/\.npmrc: the file cannot be read \(EISDIR\)/);
    rmSync(join(folder, 'home/.npmrc'), { recursive: true });
    write('home/.npmrc', 'registry=https://user.example');
    expect((await config.read()).registry).toBe('https://user.example/');
  });

  it('leaves the environment as it is', async () => {
    const before = { ...env };
    await read();
    expect(env).toEqual(before);
  });

  it('is read once', async () => {
    const config = createNpmConfig({ cwd: folder, env });
    expect(config.read()).toBe(config.read());
  });
});

describe('findNpm', () => {
  it('takes the npm of the search path that is no project’s', () => {
    expect(findNpm({ env, platform: 'linux', execPath: '/elsewhere/node' })).toEqual({
      npmPath: join(folder, 'node/lib/node_modules/npm'),
      execPath: join(folder, 'node/bin/node'),
    });
  });

  it('does without npm', () => {
    const found = findNpm({ env: { PATH: '' }, platform: 'linux', execPath: '/elsewhere/bin/node' });
    expect(found.execPath).toBe('/elsewhere/bin/node');
  });
});
