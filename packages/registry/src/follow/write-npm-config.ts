import { isCountableName } from '../downloads/countable-name.ts';
import type { Followed } from './follow.ts';

/**
 * Writes what is followed as configuration: the `npm` connector with its `packages` and `users`, in order of name, to
 * be pasted into a configuration file. Packages that npm has no counts of, by their names, stand in a comment: a
 * configuration does not take them.
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
  const namesOf = (kind: Followed['kind']) =>
    followed
      .filter((each) => each.kind === kind)
      .map((each) => each.name)
      .sort();
  const packages = namesOf('package');
  const uncounted = packages.filter((name) => !isCountableName(name));
  const lines = [
    ...uncounted.map((name) => `    // npm has no counts of ${JSON.stringify(name)}.`),
    ...writeField('packages', packages.filter(isCountableName)),
    // One sign before a name is no part of it: of a name that begins with one it takes two.
    ...writeField(
      'users',
      namesOf('user').map((name) => (name.startsWith('~') ? `~${name}` : name)),
    ),
  ];
  return [
    'const npm = {',
    "  name: 'npm',",
    "  connectorId: 'npm',",
    lines.length === 0 ? '  config: {},' : ['  config: {', ...lines, '  },'].join('\n'),
    '};',
    '',
  ].join('\n');
}

function writeField(field: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`    ${field}: ${writeList(names)},`];
}

/** As a formatter would: in one line while it is short. */
const MAX_LINE = 90;

function writeList(names: readonly string[]): string {
  const quoted = names.map(quote);
  const line = `[${quoted.join(', ')}]`;
  if (line.length <= MAX_LINE) return line;
  return `[\n${quoted.map((name) => `      ${name},\n`).join('')}    ]`;
}

function quote(name: string): string {
  return `'${name.replace(/[\\']/g, '\\$&')}'`;
}
