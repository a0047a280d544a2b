import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toReadmeStems } from './readme-stems.ts';

describe('toReadmeStems', () => {
  it('keeps the words that are read, in their order, each once', () => {
    const readme = [
      '<p align="center"><img src="https://example.org/logo.png" alt="sluice logo"></p>',
      '# sluice [![build](https://example.org/badge.svg)](https://example.org/ci) ![npm][version]',
      '<!-- hidden -->',
      'Opens the [gates](https://example.org/gates "title") of *locks* for canals; gates of canals.',
      '```js',
      "import { open } from 'quayside';",
      '```',
      'See `openGate()` and https://example.org/manual or the [manual][manual].',
      '[manual]: https://example.org/elsewhere',
    ].join('\n');
    expect(toReadmeStems(readme)).toBe('sluic open gate lock canal see manual');
  });

  it('takes code that is cut, or never ends, for code', () => {
    const readme = `# sluice\n\nOpens gates.\n\n\`\`\`js\n${'const hidden = 1;\n'.repeat(1_000)}\`\`\`\n\nAnd locks.`;
    expect(toReadmeStems(readme)).toBe('sluic open gate');
    expect(toReadmeStems('Opens gates\n~~~\nhidden')).toBe('open gate');
  });

  it.each(['', '# \n\n```\ncode\n```\n', '![only](picture.png)', '\u0000\uD800'])(
    'finds nothing in %j',
    (text) => {
      expect(toReadmeStems(text)).toBe('');
    },
  );

  it('ends with sixty stems', () => {
    const readme = Array.from({ length: 500 }, (_, at) => `word${at}`).join(' ');
    expect(toReadmeStems(readme).split(' ')).toHaveLength(60);
  });

  it('gives words that full-text search takes as they are, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        for (const stem of toReadmeStems(text).split(' ')) expect(stem).toMatch(/^[\p{L}\p{N}]*$/u);
      }),
    );
  });
});
