import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that axe finds in a page, best practices and most of WCAG's level AAA included: a line a rule. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  // Evaluated and not added as a script: the page's own policy refuses scripts from elsewhere, rightly.
  await page.evaluate(await source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        getRules(): { ruleId: string; tags: string[] }[];
        run(options: RunOptions): Promise<AxeResults>;
      };
    }; // what the script above has set
    const isOff = (rule: { ruleId: string; tags: string[] }) =>
      // Contrast is promised as level AA asks for; experiments are wrong too often.
      rule.ruleId === 'color-contrast-enhanced' || rule.tags.includes('experimental');
    const rules = Object.fromEntries(axe.getRules().map((rule) => [rule.ruleId, { enabled: !isOff(rule) }]));
    const { violations } = await axe.run({ rules, resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    }));
  });
  return found.map(({ id, help, nodes }) => [`${id}: ${help}`, ...nodes].join('\n  '));
}
