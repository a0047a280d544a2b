import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { npmDefinition } from '@shipstats/connector-npm';
import { openai } from '@shipstats/connector-openai';
import { parseScenario, scenarios } from '@shipstats/connector-openai/simulator';
import { type ConnectorDefinition, optionNames } from '@shipstats/core';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProcessIo } from './io.ts';
import { createProgram } from './program.ts';
import { createSession } from './session.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })];

describe('the documentation', () => {
  it.each(pages)('has no link or image that leads nowhere: %s', (page) => {
    const broken = linksOf(read(page)).filter((link) => !leadsSomewhere(link, page));
    expect(broken).toEqual([]);
  });

  it('has only examples of configurations that load', { timeout: 60_000 }, async () => {
    const examples = [
      ...[
        'getting-started',
        'explore',
        'search-index',
        'connectors/openai',
        'connectors/npm',
        'dashboards',
      ].flatMap((name) => wholeExamples(`docs/${name}.md`)),
      ...widgetExamples('docs/dashboards.md'),
    ];
    expect(examples.length).toBeGreaterThan(20);
    const problems = await withFiles(examples, problemsOf);
    expect(problems.map((problem, index) => ({ place: examples[index]?.place, problem }))).toEqual(
      examples.map(({ place }) => ({ place, problem: null })),
    );
  });

  it('comes with a configuration of the example connector that loads', { timeout: 60_000 }, async () => {
    const file = path.join(root, 'examples/connector-weather/shipstats.config.ts');
    expect(await problemsOf([file])).toEqual([null]);
  });

  it("tells of every scenario and fault of OpenAI's simulator, with an example that can be read", () => {
    const page = read('docs/simulator.md');
    const told = scenarios.map(({ name, description }) => `| \`${name}\` | ${description} |`);
    expect(told.filter((line) => !page.includes(line))).toEqual([]);
    const faults = readError(() => parseScenario({ options: { faults: [{ do: { kind: 'none' } }] } }));
    const kinds = faults.replace(/^.*Kinds: /, '').split(', ');
    expect(kinds.length).toBeGreaterThan(20);
    expect(kinds.filter((kind) => !page.includes(`\`${kind}\``))).toEqual([]);
    const example = /```json\n(\{\n {2}"name"[^`]*)```/.exec(page)?.[1] ?? '';
    expect(parseScenario(JSON.parse(example))).toEqual(JSON.parse(example));
  });

  it('names every environment variable of ours', () => {
    const sources = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root }).filter(
      (file) => !file.includes('.test.'),
    );
    const names = new Set(
      sources.flatMap((file) => read(file).match(/\b(?:SHIPSTATS_[A-Z_]+|NPM_[A-Z]+_URL)\b/g) ?? []),
    );
    expect(names.size).toBeGreaterThan(3);
    expect([...names].filter((name) => !read('docs/serving.md').includes(`\`${name}\``))).toEqual([]);
  });

  it('names every command in the README, and every flag in the reference', () => {
    const { command } = createProgram(createSession(createProcessIo()));
    const commands = command.commands.filter((each) => each.name() !== 'help');
    expect(commands.length).toBeGreaterThan(6);
    const readme = read('README.md');
    expect(
      commands.map((each) => each.name()).filter((name) => !readme.includes(`\`shipstats ${name}`)),
    ).toEqual([]);
    const reference = read('docs/reference/cli.md');
    const isNamed = (flag: string) => new RegExp(`${flag}(?![\\w-])`).test(reference);
    expect(commands.flatMap(flagsOf).filter((flag) => !isNamed(flag))).toEqual([]);
  });

  it.each([
    ['openai', openai as ConnectorDefinition], // only its names are looked at
    ['npm', npmDefinition as ConnectorDefinition],
  ])('names every option, metric and dimension of the connector %s', (id, definition) => {
    const page = read(`docs/connectors/${id}.md`);
    const names = [
      ...optionNames(definition),
      ...definition.resources.flatMap(({ name, metrics, dimensions }) => [
        name,
        ...[...metrics, ...dimensions].map((each) => each.name),
      ]),
    ];
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows the example connector as it is', () => {
    const source = read('examples/connector-weather/weather.ts');
    expect(read('docs/writing-a-connector.md')).toContain(`\`\`\`ts\n${source}\`\`\``);
  });
});

/** The targets of links and images, without those in code. */
function readError(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return String(error);
  }
  throw new Error('it did not fail');
}

function linksOf(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
  const inMarkdown = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const inHtml = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return [...inMarkdown, ...inHtml]
    .flatMap(([, target]) => target ?? [])
    .filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(link: string, page: string): boolean {
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? path.join(root, page) : path.resolve(root, path.dirname(page), target);
  if (!existsSync(file)) return false;
  return anchor === undefined || anchorsOf(readFileSync(file, 'utf8')).has(anchor);
}

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(markdown: string): Set<string> {
  const headings = markdown.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6}\s+(.+)$/gm);
  const anchors = new Set<string>();
  for (const [, heading = ''] of headings) {
    const base = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    let anchor = base;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${base}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

interface Example {
  readonly place: string;
  readonly extension: 'ts' | 'json';
  readonly code: string;
}

function fencedBlocks(
  page: string,
  info: RegExp,
): { readonly place: string; readonly info: string; readonly code: string }[] {
  const markdown = read(page);
  return [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```/gm)].flatMap(
    ({ 1: tag = '', 2: code = '', index }) =>
      info.test(tag)
        ? [{ place: `${page}:${markdown.slice(0, index).split('\n').length}`, info: tag, code }]
        : [],
  );
}

function wholeExamples(page: string): Example[] {
  return fencedBlocks(page, /^(ts|json) config$/).map(({ place, info, code }) => ({
    place,
    extension: info.startsWith('json') ? 'json' : 'ts',
    code,
  }));
}

/** The examples that are the inside of `widgets: { … }` of the page's first configuration. */
function widgetExamples(page: string): Example[] {
  const [frame] = wholeExamples(page);
  const head = frame?.code.slice(0, frame.code.indexOf('export default')) ?? '';
  return fencedBlocks(page, /^ts widgets$/).map(({ place, code }) => ({
    place,
    extension: 'ts',
    code: `${head}export default defineConfig({ connectors: [openai], dashboards: { d: defineDashboard({ widgets: {\n${code}} }) } });\n`,
  }));
}

/** Loads configurations as the command does, in a process of its own: Vitest has its own ways to import modules. */
async function problemsOf(files: readonly string[]): Promise<(string | null)[]> {
  const script = `
    const { loadConfig } = await import(${JSON.stringify(new URL('load-config.ts', import.meta.url).href)});
    const load = (file) => loadConfig(file).then(() => null, (error) => error.message);
    const problems = [];
    for (const file of ${JSON.stringify(files)}) problems.push(await load(file));
    console.log(JSON.stringify(problems));`;
  const args = ['--conditions=source', '--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return JSON.parse(stdout); // what the script above has just printed
}

/** Puts examples into files, for as long as `act` takes. */
async function withFiles<T>(examples: readonly Example[], act: (files: string[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shipstats-docs-'));
  try {
    const files = examples.map(({ extension }, index) => path.join(folder, `${index}.config.${extension}`));
    await Promise.all(files.map((file, index) => writeFile(file, examples[index]?.code ?? '')));
    return await act(files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function flagsOf(command: Command): string[] {
  return command.options.filter((option) => !option.hidden).flatMap((option) => option.long ?? []);
}
