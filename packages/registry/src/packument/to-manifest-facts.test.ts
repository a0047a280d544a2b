import { describe, expect, it } from 'vitest';
import { toManifestFacts } from './to-manifest-facts.ts';

const read = (manifest: unknown, name = 'pkg') => toManifestFacts(name, manifest);

describe('toManifestFacts', () => {
  it('takes nothing for what is no manifest', () => {
    for (const value of [null, 'text', 12, [], true]) {
      expect(read(value)).toEqual({
        publisher: null,
        description: null,
        deprecated: null,
        license: null,
        types: { kind: 'separate', package: '@types/pkg' },
        moduleFormat: 'unknown',
        engines: {},
        os: [],
        cpu: [],
        unpackedSize: null,
        fileCount: null,
        dependencies: [],
        bin: [],
        hasInstallScripts: false,
        repository: null,
        gitHead: null,
        homepage: null,
        issues: null,
        funding: [],
        keywords: [],
        hasProvenance: false,
        tarball: null,
        integrity: null,
        shasum: null,
      });
    }
  });

  it('takes nothing from fields of the wrong type, and never throws', () => {
    const fields = Object.keys({
      ...{ license: 0, licenses: 0, repository: 0, bugs: 0, homepage: 0, bin: 0, engines: 0, os: 0, cpu: 0 },
      ...{ keywords: 0, funding: 0, dist: 0, exports: 0, main: 0, module: 0, type: 0, types: 0, scripts: 0 },
      ...{
        dependencies: 0,
        peerDependencies: 0,
        peerDependenciesMeta: 0,
        optionalDependencies: 0,
        _npmUser: 0,
      },
      ...{ deprecated: 0, description: 0, gitHead: 0, typings: 0, gypfile: 0 },
    });
    for (const odd of [
      null,
      12,
      true,
      [null, 1, {}, ['x']],
      { a: { b: [null] } },
      '',
      '\u0000',
      { url: 12 },
    ]) {
      const manifest = Object.fromEntries(fields.map((field) => [field, odd]));
      expect(() => JSON.stringify(read(manifest))).not.toThrow();
    }
  });

  it.each([
    ['MIT', undefined, 'MIT', true],
    ['(MIT OR Apache-2.0)', undefined, '(MIT OR Apache-2.0)', true],
    [
      'GPL-2.0-only WITH Classpath-exception-2.0',
      undefined,
      'GPL-2.0-only WITH Classpath-exception-2.0',
      true,
    ],
    ['SEE LICENSE IN LICENSE.md', undefined, 'SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', undefined, 'UNLICENSED', false],
    [{ type: 'BSD-3-Clause', url: 'https://x.y' }, undefined, 'BSD-3-Clause', true],
    [undefined, [{ type: 'MIT' }, { type: 'GPL-2.0' }], '(MIT OR GPL-2.0)', true],
    [undefined, ['MIT', 'MIT'], 'MIT', true],
    [['MIT', 'ISC'], undefined, '(MIT OR ISC)', true],
    [undefined, 'WTFPL', 'WTFPL', true],
    ['\u202eTIM', undefined, 'TIM', true],
  ])('reads the licence %j, %j', (license, licenses, text, isSpdx) => {
    expect(read({ license, licenses }).license).toEqual({ text, isSpdx });
  });

  it.each([
    ['honojs/hono', 'honojs/hono', 'https://github.com/honojs/hono', 'github'],
    ['github:honojs/hono', 'honojs/hono', 'https://github.com/honojs/hono', 'github'],
    [
      { url: 'git+https://github.com/honojs/hono.git' },
      'honojs/hono',
      'https://github.com/honojs/hono',
      'github',
    ],
    ['git@github.com:honojs/hono.git', 'honojs/hono', 'https://github.com/honojs/hono', 'github'],
    ['git://github.com/a/b.git', 'a/b', 'https://github.com/a/b', 'github'],
    ['ssh://git@github.com/a/b.git#main', 'a/b', 'https://github.com/a/b', 'github'],
    ['gitlab:group/project', 'group/project', 'https://gitlab.com/group/project', 'gitlab'],
    ['bitbucket:a/b', 'a/b', 'https://bitbucket.org/a/b', 'bitbucket'],
    ['https://git.example.org/a/b.git', 'git.example.org/a/b', 'https://git.example.org/a/b', null],
    ['git+ssh://git@git.example.org/a/b.git', 'git.example.org/a/b', 'https://git.example.org/a/b', null],
    ['git@git.example.org:a/b.git', 'git.example.org/a/b', 'https://git.example.org/a/b', null],
    ['https://me:secret@git.example.org/a', 'git.example.org/a', 'https://git.example.org/a', null],
  ])('reads the repository %j', (repository, label, url, host) => {
    expect(read({ repository }).repository).toEqual({ label, url, host, directory: null });
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'not a repository', '', '/etc'])(
    'takes %j for no repository, homepage, issues or funding',
    (link) => {
      expect(read({ repository: link, homepage: link, bugs: link, funding: link })).toMatchObject({
        repository: null,
        homepage: null,
        issues: null,
        funding: [],
      });
    },
  );

  it.each([
    ['packages/react', 'packages/react'],
    ['/packages/react/', 'packages/react'],
    ['./x', 'x'],
    ['../../x', null],
    ['.', null],
    [12, null],
  ])('reads the directory %j', (directory, wanted) => {
    expect(read({ repository: { url: 'a/b', directory } }).repository?.directory).toBe(wanted);
  });

  it.each([
    [{ type: 'module', main: 'a.js' }, 'esm'],
    [{ main: 'a.js' }, 'cjs'],
    [{ main: 'a.mjs' }, 'esm'],
    [{ type: 'module', main: 'a.cjs' }, 'cjs'],
    [{ main: 'a.js', module: 'a.esm.js' }, 'dual'],
    [{ exports: './a.js', type: 'module' }, 'esm'],
    [{ exports: { import: './a.mjs', require: './a.cjs' } }, 'dual'],
    [
      { exports: { '.': { types: './a.d.ts', import: './a.js', require: './a.cjs' } }, type: 'module' },
      'dual',
    ],
    [{ exports: { '.': { require: { default: './a.js' } } } }, 'cjs'],
    [{ exports: { '.': { node: { import: './a.js', require: './b.js' } } } }, 'dual'],
    [{ exports: { '.': './lib/version.cjs', './x': './x.js' }, type: 'module' }, 'cjs'],
    [{ exports: { './package.json': './package.json' }, main: 'a.js' }, 'cjs'],
    [{ bin: { x: 'x.js' } }, 'none'],
    [{ type: 'module', bin: { x: 'x.js' } }, 'esm'],
    [{ main: '' }, 'none'],
    [{}, 'unknown'],
  ])('finds the module format of %j', (manifest, format) => {
    expect(read(manifest).moduleFormat).toBe(format);
  });

  it.each([
    [{ types: './a.d.ts' }, 'pkg', { kind: 'included' }],
    [{ typings: 'a.d.ts' }, 'pkg', { kind: 'included' }],
    [
      { exports: { '.': { import: { types: './a.d.mts', default: './a.mjs' } } } },
      'pkg',
      { kind: 'included' },
    ],
    [{ exports: { './x': { types: './x.d.ts' } } }, 'pkg', { kind: 'included' }],
    [{ types: '' }, '@types/node', { kind: 'included' }],
    [{ main: 'a.js' }, 'pkg', { kind: 'separate', package: '@types/pkg' }],
    [{ main: 'a.js' }, '@scope/pkg', { kind: 'separate', package: '@types/scope__pkg' }],
  ])('finds the types of %j', (manifest, name, types) => {
    expect(read(manifest, name).types).toEqual(types);
  });

  it.each([
    [
      { node: '>=18', npm: '>=9' },
      { node: '>=18', npm: '>=9' },
    ],
    [['node >= 0.8.0', 'npm'], { node: '>= 0.8.0' }],
    [{ node: 18 }, {}],
    [JSON.parse('{"__proto__": "x", "node": "18"}'), { node: '18' }],
  ])('reads the engines %j', (engines, wanted) => {
    expect(read({ engines }).engines).toEqual(wanted);
  });

  it.each([
    ['', null],
    [false, null],
    [null, null],
    [true, 'This version is deprecated.'],
    ['use\u0007 another\n\none', 'use another one'],
  ])('reads the deprecation %j', (deprecated, wanted) => {
    expect(read({ deprecated }).deprecated).toBe(wanted);
  });

  it('lists dependencies of each kind, once, and leaves out what has no name', () => {
    const { dependencies } = read({
      dependencies: { a: '^1.0.0', fsevents: '^2', '../evil': '1', B: 'npm:c@1' },
      peerDependencies: { react: '>=18', vue: '*' },
      peerDependenciesMeta: { vue: { optional: true } },
      optionalDependencies: { fsevents: '^2' },
      devDependencies: { d: 12 },
    });
    expect(dependencies).toEqual([
      { kind: 'dependencies', name: 'a', range: '^1.0.0', isOptional: false },
      { kind: 'dependencies', name: 'B', range: 'npm:c@1', isOptional: false },
      { kind: 'peerDependencies', name: 'react', range: '>=18', isOptional: false },
      { kind: 'peerDependencies', name: 'vue', range: '*', isOptional: true },
      { kind: 'optionalDependencies', name: 'fsevents', range: '^2', isOptional: false },
      { kind: 'devDependencies', name: 'd', range: '*', isOptional: false },
    ]);
  });

  it('reads commands, keywords, scripts and sizes in their old and new shapes', () => {
    expect(read({ bin: './x.js' }, '@scope/tool').bin).toEqual(['tool']);
    expect(read({ bin: { a: 'x', b: 'y' } }).bin).toEqual(['a', 'b']);
    expect(read({ keywords: 'one, two' }).keywords).toEqual(['one', 'two']);
    expect(read({ keywords: ['one', 2, 'one'] }).keywords).toEqual(['one']);
    expect(read({ scripts: { postinstall: 'x' } }).hasInstallScripts).toBe(true);
    expect(read({ hasInstallScript: true }).hasInstallScripts).toBe(true);
    expect(read({ scripts: { test: 'x' } }).hasInstallScripts).toBe(false);
    expect(read({ dist: { unpackedSize: 12, fileCount: -1 } })).toMatchObject({
      unpackedSize: 12,
      fileCount: null,
    });
    expect(read({ _npmUser: { name: 'a', email: 'a@b.c' } }).publisher).toEqual({ name: 'a' });
    expect(read({ bugs: { url: 'https://a.b/issues', email: 'x' } }).issues).toBe('https://a.b/issues');
    expect(read({ funding: ['https://a.b', { url: 'https://c.d/' }, { type: 'x' }] }).funding).toEqual([
      'https://a.b/',
      'https://c.d/',
    ]);
  });

  it('bounds every text', () => {
    const long = 'x'.repeat(3_000);
    const many = Object.fromEntries(Array.from({ length: 2_500 }, (_, n) => [`d${n}`, long]));
    const facts = read({
      description: long,
      license: long,
      deprecated: long,
      keywords: Array.from({ length: 1_000 }, (_, n) => `${n}${long}`),
      homepage: `https://a.b/${long}`,
      engines: many,
      dependencies: many,
    });
    expect(facts.dependencies).toHaveLength(2_000);
    expect(facts.keywords).toHaveLength(100);
    expect(facts.homepage).toBeNull();
    expect(facts.description).toHaveLength(1_000);
    expect(facts.description?.endsWith('…')).toBe(true);
  });
});
