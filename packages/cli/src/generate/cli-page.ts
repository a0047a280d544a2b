import type { Io } from '../io.ts';
import { createProgram } from '../program.ts';
import { createSession } from '../session.ts';
import { markdownPage } from './markdown.ts';

/** Writes the reference of the command line: what `--help` prints, for each command. */
export function generateCliPage(): string {
  let text = '';
  const output = {
    write(part: string) {
      text += part;
    },
    isTTY: false,
    columns: 100,
  };
  const { command } = createProgram(createSession({ ...silentIo, stdout: output, stderr: output }));
  const helpOf = (each: { outputHelp(): void }) => {
    text = '';
    each.outputHelp();
    return `\`\`\`text\n${text.trim()}\n\`\`\``;
  };
  return markdownPage('Command line', [
    'From a clone, `npx shipstats …`; what follows is what `--help` prints. Answers go to stdout; progress, warnings and errors to stderr.',
    helpOf(command),
    ...command.commands.flatMap((each) => [
      `## shipstats ${each.name()}\n\n${helpOf(each)}`,
      ...each.commands.map((inner) => `### shipstats ${each.name()} ${inner.name()}\n\n${helpOf(inner)}`),
    ]),
  ]);
}

const silentIo: Io = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  env: {},
  cwd: '/',
  fetch: () => Promise.reject(new Error('help needs no network')),
  clock: () => new Date(0),
  random: () => 0,
  stopSignal: () => new AbortController().signal,
  send: undefined,
  letOthersGoFirst: () => undefined,
};
