import { parseFragment } from 'parse5';
import { describe, expect, it } from 'vitest';
import { renderReadme } from './render-readme.ts';
import { forbiddenIn } from './test-readme-html.ts';

/** Texts that are far more when rendered without limits than they are long; what only a deadline bounds is elsewhere. */
const BOMBS: Readonly<Record<string, string>> = {
  'a head of 400 columns over 400 short rows': `${'|a'.repeat(400)}|\n${'|-'.repeat(400)}|\n${'|x|\n'.repeat(400)}`,
  'a long address that is referred to 3,000 times': `${'[a] '.repeat(3_000)}\n\n[a]: https://a.example/${'y'.repeat(2_000)}`,
  'characters that are five times as long in HTML': '&"<> '.repeat(80_000),
  'formatting that every paragraph opens again': `${'<b a=1>'.repeat(500)}${'<p>x'.repeat(500)}`,
  'elements in elements': '<div>'.repeat(20_000),
  'elements in a line': `a ${'<span>'.repeat(20_000)}`,
  'quotes in quotes': `${'>'.repeat(20_000)} a`,
  'lists in lists': `${'- '.repeat(20_000)}a`,
  'lists in lists over lines': Array.from({ length: 120 }, (_, depth) => `${'  '.repeat(depth)}- a`).join(
    '\n',
  ),
  'forty thousand elements': `${'<i>x</i>'.repeat(9_000)}\n\n${'*x* '.repeat(6_000)}`,
  'more tags than any readme has': '<br>\n'.repeat(30_000),
  'colours for every word': `\`\`\`js\n${'a = "b" + 1;\n'.repeat(7_000)}\`\`\``,
  'marks piled upon a letter': `Z${'\u0301'.repeat(50_000)}`,
  'a footnote that is called 2,000 times': `${'[^a]'.repeat(2_000)}\n\n[^a]: x`,
};

describe.each(Object.entries(BOMBS))('%s', (_, text) => {
  it('come out bounded, and as harmless as ever', async () => {
    const { html } = await renderReadme(text, {
      from: 'packument',
      repository: null,
      ref: null,
      path: 'README.md',
      allowOutsideImages: false,
    });
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    expect(html.match(/<[a-z]/g)?.length ?? 0).toBeLessThan(45_000);
    expect(depthOf(html)).toBeLessThan(300);
    expect(forbiddenIn(html)).toEqual([]);
  });
});

function depthOf(html: string): number {
  let deepest = 0;
  const left = parseFragment(html).childNodes.map((node) => ({ node, depth: 1 }));
  for (let next = left.pop(); next; next = left.pop()) {
    deepest = Math.max(deepest, next.depth);
    if ('childNodes' in next.node) {
      for (const node of next.node.childNodes) left.push({ node, depth: next.depth + 1 });
    }
  }
  return deepest;
}
