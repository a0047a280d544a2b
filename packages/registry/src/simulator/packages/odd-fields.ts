import type { PackageSpec } from '../world/package-spec.ts';
import type { Json } from './manifest.ts';

/** Fields that stand in the place of a manifest's own: attacks, wrong types, nothing where something belongs. */
export function oddFieldsOf(spec: PackageSpec): Json {
  if (spec.oddity === 'hostile-fields') {
    return {
      description:
        '<script>alert("description")</script><img src=x onerror=alert(1)> "quoted" & \u202ereversed',
      keywords: ['<b>bold</b>', 'javascript:alert(1)', '"><svg onload=alert(2)>', 'x'.repeat(5_000)],
      homepage: 'javascript:alert("homepage")',
      bugs: { url: 'data:text/html,<script>alert("bugs")</script>' },
      repository: { type: 'git', url: 'javascript:alert("repository")', directory: '../../../etc' },
      license: '<script>alert("license")</script>',
      funding: ['javascript:alert("funding")', { url: 'vbscript:msgbox(1)' }],
      author: { name: '<img src=x onerror=alert("author")>' },
      bin: { '../../evil': 'bin/evil.js', '<svg/onload=alert(3)>': 'bin/x.js' },
      engines: { '<script>': '>=0', node: '<script>alert("engines")</script>' },
      dependencies: {
        '<script>alert(4)</script>': '^1.0.0',
        '../..': '1',
        quillparse: 'javascript:alert(5)',
      },
    };
  }
  if (spec.oddity === 'wrong-types') {
    return {
      description: 42,
      keywords: 'one, two',
      license: 7,
      repository: ['a', 'b'],
      homepage: { url: 'https://people.example' },
      bugs: 'not an address',
      engines: ['node >= 0.6'],
      bin: 'bin/odd.js',
      dependencies: [],
      peerDependencies: 'none',
      os: 'linux',
      cpu: null,
      funding: 5,
      main: false,
      exports: null,
    };
  }
  if (spec.oddity === 'empty-fields') {
    return {
      description: '',
      keywords: [],
      license: '',
      repository: '',
      homepage: '',
      bugs: {},
      bin: {},
      engines: {},
    };
  }
  return {};
}
