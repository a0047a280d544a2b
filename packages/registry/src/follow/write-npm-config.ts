import type { Followed } from './follow.ts';

/**
 * Writes what is followed as configuration: the `npm` connector with its `packages` and `users`, in order of name, to
 * be pasted into a configuration file.
 *
 * ```ts
 * writeNpmConfig([{ kind: 'package', name: 'hono', since: '2026-11-22T00:00:00.000Z' }]);
 * // const npm = {
 * //   name: 'npm',
 * //   connectorId: 'npm',
 * //   config: {
 * //     packages: ['hono'],
 * //   },
 * // };
 * ```
 */
export function writeNpmConfig(followed: readonly Followed[]): string {
  const lines = (['package', 'user'] as const).flatMap((kind) => {
    const names = followed.filter((each) => each.kind === kind).map((each) => each.name);
    return names.length === 0 ? [] : [`    ${kind}s: ${writeList(names.sort())},`];
  });
  return [
    'const npm = {',
    "  name: 'npm',",
    "  connectorId: 'npm',",
    lines.length === 0 ? '  config: {},' : ['  config: {', ...lines, '  },'].join('\n'),
    '};',
    '',
  ].join('\n');
}

/** As a formatter would: in one line while it is short. */
const MAX_LINE = 90;

function writeList(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name.replace(/[\\']/g, '\\$&')}'`);
  const line = `[${quoted.join(', ')}]`;
  if (line.length <= MAX_LINE) return line;
  return `[\n${quoted.map((name) => `      ${name},\n`).join('')}    ]`;
}
