import { parseFaultRules } from './faults.ts';
import {
  defaultSwitches,
  type SimulatorKey,
  type SimulatorOptions,
  type SimulatorScale,
  type SimulatorSwitches,
} from './options.ts';
import type { Scenario } from './scenarios.ts';

type ScenarioOptions = Omit<SimulatorOptions, 'now' | 'port' | 'host' | 'adminKey'> & {
  readonly now?: string;
};

/** Every option that a scenario may have, and how it is read. */
const readers: { readonly [Name in keyof ScenarioOptions]-?: (value: unknown) => unknown } = {
  seed: (value) => parseWhole(value, 'seed'),
  now: parseNow,
  historyDays: (value) => parseWhole(value, 'historyDays'),
  switches: parseSwitches,
  scale: parseScale,
  keys: parseKeys,
  faults: parseFaultRules,
};

/**
 * Reads a scenario: `{"name"?, "description"?, "options": {"now", "switches", "faults", …}}`.
 *
 * @throws RangeError that says what is wrong
 */
export function parseScenario(value: unknown): Scenario {
  const { name = 'own', description = '', options, ...more } = objectOf(value, 'A scenario');
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) {
    throw new RangeError(`A scenario has no "${unknown}", but name, description and options`);
  }
  if (typeof name !== 'string' || typeof description !== 'string') {
    throw new RangeError('"name" and "description" of a scenario are texts');
  }
  const read = Object.entries(objectOf(options, '"options" of a scenario')).map(([option, given]) => {
    if (!isOption(option)) {
      throw new RangeError(`No option "${option}". Options: ${Object.keys(readers).join(', ')}`);
    }
    return [option, readers[option](given)];
  });
  // Each was read by the reader of its name.
  return { name, description, options: Object.fromEntries(read) as ScenarioOptions };
}

function isOption(name: string): name is keyof ScenarioOptions {
  return Object.hasOwn(readers, name);
}

/** Reads switches by their names; throws `RangeError` that lists them. */
export function parseSwitches(value: unknown): Partial<SimulatorSwitches> {
  const fields = objectOf(value, '"switches"');
  for (const name of Object.keys(fields)) {
    if (!Object.hasOwn(defaultSwitches, name)) {
      throw new RangeError(`No switch "${name}". Switches: ${Object.keys(defaultSwitches).join(', ')}`);
    }
  }
  // Every name is a switch; a wrong value only spoils the tester's own answers.
  return fields as Partial<SimulatorSwitches>;
}

function parseNow(value: unknown): string {
  if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return value;
  throw new RangeError('"now" must be a moment, such as "2026-08-21T10:00:00Z"');
}

const scaleFields: Readonly<Record<keyof SimulatorScale, true>> = {
  projects: true,
  usersPerProject: true,
  keysPerProject: true,
  models: true,
  rowsPerDay: true,
};

function parseScale(value: unknown): Partial<SimulatorScale> {
  const fields = objectOf(value, '"scale"');
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (!Object.hasOwn(scaleFields, name)) {
        throw new RangeError(`No scale "${name}". There are ${Object.keys(scaleFields).join(', ')}`);
      }
      return [name, parseWhole(field, name)];
    }),
  );
}

function parseKeys(value: unknown): Readonly<Record<string, SimulatorKey>> {
  return Object.fromEntries(
    Object.entries(objectOf(value, '"keys"')).map(([key, rights]): [string, SimulatorKey] => {
      const { scopes, organizations } = objectOf(rights, 'The rights of a key');
      if (!isTexts(scopes) || (organizations !== undefined && !isTexts(organizations))) {
        throw new RangeError('A key has "scopes" and at times "organizations", which are lists of texts');
      }
      return [key, organizations === undefined ? { scopes } : { scopes, organizations }];
    }),
  );
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function parseWhole(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`"${name}" must be a whole number`);
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new RangeError(`${what} must be a JSON object`);
}
