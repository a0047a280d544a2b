import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadAssets } from './assets.ts';
import { createTestApp } from './test-app.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'shipstats-assets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function build(): void {
  writeFileSync(
    path.join(folder, 'manifest.json'),
    JSON.stringify({ 'main.ts': { file: 'main-1a2b.js', isEntry: true, css: ['main-3c4d.css'] } }),
  );
  writeFileSync(path.join(folder, 'main-1a2b.js'), 'console.log(1);'.repeat(200));
  writeFileSync(path.join(folder, 'main-3c4d.css'), 'body{}');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
}

describe('the client bundle', () => {
  it('is in pages: the style sheet as text that the policy allows, the script by a name to be kept for ever', async () => {
    build();
    const test = await createTestApp({ assets: loadAssets(folder), access: { password: 'p' } });
    const html = await test.text('/login');
    expect(html).toContain('<style>body{}</style>');
    expect(html).toContain('<script type="module" src="/assets/main-1a2b.js"></script>');
    const hash = createHash('sha256').update('body{}').digest('base64');
    const policy = (await test.get('/login')).headers.get('content-security-policy');
    expect(policy).toContain(`style-src 'sha256-${hash}';`);
    const script = await test.get('/assets/main-1a2b.js', { 'accept-encoding': 'gzip' });
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('content-encoding')).toBe('gzip');
  });

  it('is all that is served of its folder', async () => {
    build();
    const test = await createTestApp({ assets: loadAssets(folder) });
    for (const file of ['secret.txt', 'manifest.json', '..%2fsecret.txt', '../secret.txt']) {
      expect((await test.get(`/assets/${file}`)).status, file).toBe(404);
    }
  });

  it('says how to make it where it is missing', () => {
    expect(() => loadAssets(folder)).toThrow('run "npm run build"');
  });
});
