/** What made-up packages are about: words that searches find. */
export interface Topic {
  readonly noun: string;
  readonly keywords: readonly string[];
  readonly descriptions: readonly string[];
}

export const topics: readonly Topic[] = [
  {
    noun: 'router',
    keywords: ['router', 'http', 'middleware', 'edge', 'server'],
    descriptions: [
      'Small, fast HTTP router built on Web Standards',
      'Typed routes for servers and workers',
      'File-based routing without a framework',
    ],
  },
  {
    noun: 'parser',
    keywords: ['parser', 'ast', 'grammar', 'tokenizer'],
    descriptions: [
      'Streaming parser with useful error messages',
      'A tiny parser combinator toolkit',
      'Parses configuration files that people wrote by hand',
    ],
  },
  {
    noun: 'logger',
    keywords: ['logger', 'log', 'json', 'tracing'],
    descriptions: [
      'Structured logging with no dependencies',
      'Readable logs in development, JSON in production',
      'Log lines that carry their trace',
    ],
  },
  {
    noun: 'colour',
    keywords: ['color', 'terminal', 'ansi', 'cli'],
    descriptions: [
      'Terminal colours, with contrast that can be read',
      'Colour spaces and conversions',
      'ANSI styles in 900 bytes',
    ],
  },
  {
    noun: 'queue',
    keywords: ['queue', 'jobs', 'worker', 'retry', 'async'],
    descriptions: [
      'Job queue with retries that end',
      'A bounded async queue',
      'Work queues on any SQL database',
    ],
  },
  {
    noun: 'state',
    keywords: ['state', 'store', 'signals', 'reactive'],
    descriptions: [
      'Signals for plain JavaScript',
      'State that can be undone',
      'A reactive store in one small file',
    ],
  },
  {
    noun: 'date',
    keywords: ['date', 'time', 'timezone', 'calendar'],
    descriptions: [
      'Calendar arithmetic that respects time zones',
      'Dates without surprises',
      'Parses and formats durations',
    ],
  },
  {
    noun: 'cache',
    keywords: ['cache', 'lru', 'memo', 'ttl'],
    descriptions: [
      'LRU cache with a size in bytes',
      'Memoise async functions, errors left out',
      'Cache with stale-while-revalidate',
    ],
  },
  {
    noun: 'schema',
    keywords: ['schema', 'validation', 'typescript', 'json-schema'],
    descriptions: [
      'Schema validation with inferred types',
      'Checks untrusted JSON, quickly',
      'JSON Schema to TypeScript, and back',
    ],
  },
  {
    noun: 'build',
    keywords: ['build', 'bundler', 'plugin', 'esbuild', 'loader'],
    descriptions: [
      'A plugin that inlines SVG at build time',
      'Build libraries as ESM and CJS without tears',
      'Watches, builds, and says why it did',
    ],
  },
  {
    noun: 'test',
    keywords: ['test', 'testing', 'mock', 'snapshot', 'assert'],
    descriptions: [
      'Assertions with differences worth reading',
      'Snapshot tests for the terminal',
      'Fakes the clock, only the clock',
    ],
  },
  {
    noun: 'chart',
    keywords: ['chart', 'svg', 'graph', 'visualization'],
    descriptions: [
      'Accessible SVG charts on the server',
      'Sparklines with an end that says its number',
      'Axes that choose round ticks',
    ],
  },
];

/** First halves of made-up names. */
export const firstHalves: readonly string[] = [
  'bramble',
  'cinder',
  'dapple',
  'ember',
  'fathom',
  'gorse',
  'heron',
  'iris',
  'juniper',
  'kestrel',
  'larch',
  'marrow',
  'nettle',
  'oriel',
  'pebble',
  'quarry',
  'rowan',
  'sorrel',
  'thistle',
  'umber',
  'vesper',
  'willow',
  'yarrow',
  'zephyr',
  'alder',
  'birch',
  'cobble',
  'drift',
  'eddy',
  'fennel',
  'gully',
  'hollow',
  'inkle',
  'jetty',
  'knoll',
  'lichen',
  'meadow',
  'nimbus',
  'osier',
  'plover',
];

/** Second halves of made-up names. */
export const secondHalves: readonly string[] = [
  'forge',
  'loom',
  'gate',
  'mill',
  'span',
  'crate',
  'lathe',
  'weft',
  'spool',
  'latch',
  'hinge',
  'ferry',
  'anvil',
  'trellis',
  'gauge',
  'spindle',
];
