import { z } from 'zod';
import { resourcesOf } from '../catalog.ts';
import type { ConnectorDefinition } from '../connector.ts';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import type { ResourceSpec } from '../metric.ts';
import { Secret } from '../secret.ts';
import { suggest } from '../suggest.ts';
import { DAY } from '../time.ts';
import { parseWindow, type WindowSpec } from '../window.ts';
import type { Config, ConfiguredConnector, Dashboard } from './config.ts';
import { type KnownResources, normalizeWidget } from './normalize-widget.ts';
import { configSchema, connectorSchema, dashboardSchema } from './schema.ts';
import { joinPath, parseParts, show, toProblems } from './zod-problems.ts';

const KEY = /^[A-Za-z0-9_-]{1,64}$/;
const DEFAULT_SYNC_INTERVAL_SECONDS = 3_600;

/** What a configuration is checked against. */
export interface NormalizeOptions {
  /** The kinds of source that the configuration may use. */
  readonly definitions: readonly ConnectorDefinition[];
  /** The file's name, for the error's first line. */
  readonly source?: string;
}

/**
 * Checks what the user wrote and fills in every field.
 *
 * @throws ConfigError with all problems at once: where, what, and what was probably meant.
 */
export function normalizeConfig(spec: unknown, options: NormalizeOptions): Config {
  const problems: ConfigProblem[] = [];
  const shape = configSchema.safeParse(spec);
  if (!shape.success) problems.push(...toProblems(shape.error, '', spec, Object.keys(configSchema.shape)));
  const raw = looseParts(spec);
  const { connectors, known } = normalizeConnectors(raw.connectors, options.definitions, problems);
  const dashboards = Object.entries(raw.dashboards).flatMap(([id, value]) =>
    normalizeDashboard(id, value, known, problems),
  );
  const { timeZone } = raw;
  if (timeZone !== null && !isTimeZone(timeZone)) {
    problems.push({
      path: 'timeZone',
      message: `${show(timeZone)} is not a time zone.`,
      hint: 'Use a name such as Europe/Berlin.',
    });
  }
  const maxAgeDays = shape.success ? readMaxAge(shape.data.retention?.maxAge, problems) : null;
  if (problems.length > 0) throw new ConfigError(problems, options.source);
  const { followChanges = false, enrich = false } = shape.data?.searchIndex ?? {};
  return {
    connectors,
    dashboards,
    timeZone,
    maxAgeDays,
    searchIndex: { followChanges, enrich },
  };
}

/** The parts to look into: also of a configuration whose outermost shape is wrong. */
function looseParts(spec: unknown): {
  connectors: unknown[];
  dashboards: Record<string, unknown>;
  timeZone: string | null;
} {
  const parts = z
    .object({
      connectors: z.array(z.unknown()).catch([]),
      dashboards: z.record(z.string(), z.unknown()).catch({}),
      timeZone: z.string().nullable().catch(null),
    })
    .safeParse(spec);
  return parts.success ? parts.data : { connectors: [], dashboards: {}, timeZone: null };
}

function normalizeConnectors(
  list: readonly unknown[],
  definitions: readonly ConnectorDefinition[],
  problems: ConfigProblem[],
): { readonly connectors: ConfiguredConnector[]; readonly known: KnownResources } {
  // Also of entries that are refused: that there is something wrong with them is told once, not at every widget.
  const known = new Map<string, readonly ResourceSpec[] | null>();
  const connectors = list.flatMap((value, index) => {
    const path = `connectors[${index}]`;
    const entry = parseParts(connectorSchema, value, path, problems);
    if (!entry) return [];
    const name = entry.name ?? givenName(value);
    const definition = definitions.find((candidate) => candidate.id === entry.connectorId);
    const isRepeated = name !== undefined && known.has(name);
    if (isRepeated) {
      problems.push({
        path: `${path}.name`,
        message: `${show(name)} is used twice.`,
        hint: 'Each name must be unique.',
      });
    }
    if (entry.connectorId !== undefined && !definition) {
      problems.push({
        path: `${path}.connectorId`,
        message: `there is no connector ${show(entry.connectorId)}.`,
        hint: suggest(
          entry.connectorId,
          definitions.map((candidate) => candidate.id),
        ),
      });
    }
    const config = openSecrets(entry.config ?? {}, `${path}.config`, problems);
    const options =
      definition && name !== undefined
        ? parseOptions(definition, config, `${path}.config`, problems)
        : undefined;
    if (name !== undefined && !isRepeated) {
      known.set(name, definition ? resourcesOf({ definition, options }) : null);
    }
    if (!definition || name === undefined) return [];
    return [
      {
        name,
        displayName: entry.displayName ?? (name === definition.id ? definition.title : name),
        definition,
        options,
        enabled: entry.enabled ?? true,
        syncIntervalSeconds: entry.syncIntervalSeconds ?? DEFAULT_SYNC_INTERVAL_SECONDS,
      },
    ];
  });
  return { connectors, known };
}

/** The name of an entry, though it may not be a valid one. */
function givenName(value: unknown): string | undefined {
  const name = typeof value === 'object' && value !== null ? Reflect.get(value, 'name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

function parseOptions(
  definition: ConnectorDefinition,
  config: Record<string, unknown>,
  path: string,
  problems: ConfigProblem[],
): unknown {
  const parsed = definition.options.safeParse(config);
  if (parsed.success) return parsed.data;
  problems.push(...toProblems(parsed.error, path, config, optionNames(definition)));
  return undefined;
}

/** Makes secrets of what JSON has in their place, and refuses those that are not names. */
function openSecrets(
  config: Record<string, unknown>,
  path: string,
  problems: ConfigProblem[],
): Record<string, unknown> {
  const opened = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, toSecret(value)]));
  for (const [key, value] of Object.entries(opened)) checkSecrets(value, joinPath(path, key), problems);
  return opened;
}

/** Never quotes the value: it may be the key. */
function checkSecrets(value: unknown, path: string, problems: ConfigProblem[]): void {
  if (value instanceof Secret) {
    if (value.isValid) return;
    problems.push({
      path,
      message: 'secret() takes the name of an environment variable, not the key itself.',
      hint: 'Put the key into the environment or into .env, and write the name it has there (letters, digits, underscores).',
    });
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkSecrets(item, `${path}[${index}]`, problems);
  } else if (isPlainObject(value)) {
    for (const [key, item] of Object.entries(value)) checkSecrets(item, joinPath(path, key), problems);
  }
}

/** Not an instance of something that may lead back to itself. */
function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** A secret as JSON writes it, `{ "secret": "NAME" }`, or as `@rawdash/core` does, `{ "$secret": "NAME" }`. */
function toSecret(value: unknown): unknown {
  const parsed = z
    .union([z.strictObject({ secret: z.string() }), z.strictObject({ $secret: z.string() })])
    .safeParse(value);
  if (!parsed.success) return value;
  return new Secret('secret' in parsed.data ? parsed.data.secret : parsed.data.$secret);
}

/** The names of a connector's options, from its schema. */
export function optionNames(definition: ConnectorDefinition): string[] {
  return definition.options instanceof z.ZodObject ? Object.keys(definition.options.shape) : [];
}

function normalizeDashboard(
  id: string,
  value: unknown,
  known: KnownResources,
  problems: ConfigProblem[],
): Dashboard[] {
  const path = joinPath('dashboards', id);
  if (!KEY.test(id)) {
    problems.push({
      path,
      message: 'the name goes into an address:',
      hint: 'use letters, digits, hyphens and underscores.',
    });
  }
  const parsed = parseParts(dashboardSchema, value, path, problems);
  if (!parsed) return [];
  const widgets = Object.entries(parsed.widgets ?? {}).flatMap(([widgetId, widget]) => {
    const place = joinPath(path, 'widgets', widgetId);
    if (!KEY.test(widgetId)) {
      problems.push({
        path: place,
        message: 'the name goes into an address:',
        hint: 'use letters, digits, hyphens and underscores.',
      });
    }
    return normalizeWidget(widgetId, widget, { path: place, known, problems });
  });
  return [{ id, title: parsed.title ?? inWords(id), description: parsed.description ?? null, widgets }];
}

/** `ai_costs` → `Ai costs`, and words of two letters in capitals: `ai` → `AI`. */
function inWords(id: string): string {
  const words = id.replaceAll(/[-_]+/g, ' ').trim();
  if (words.length <= 2) return words.toUpperCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // RangeError: the only thing that an unknown zone can cause
  }
}

function readMaxAge(maxAge: number | WindowSpec | undefined, problems: ConfigProblem[]): number | null {
  if (maxAge === undefined) return null;
  if (typeof maxAge === 'number') return Math.ceil(maxAge / 1000 / DAY);
  try {
    const window = parseWindow(maxAge, { now: new Date(), granularity: 'day' });
    return Math.round((window.end - window.start) / DAY);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({ path: 'retention.maxAge', message: error.message });
    return null;
  }
}
