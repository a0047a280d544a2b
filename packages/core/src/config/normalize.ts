import { z } from 'zod';
import type { ConnectorDefinition } from '../connector.ts';
import { ConfigError, type ConfigProblem } from '../errors.ts';
import { Secret } from '../secret.ts';
import { suggest } from '../suggest.ts';
import { DAY } from '../time.ts';
import { parseWindow, type WindowSpec } from '../window.ts';
import type { Config, ConfiguredConnector, Dashboard } from './config.ts';
import { normalizeWidget } from './normalize-widget.ts';
import { configSchema, connectorSchema, dashboardSchema } from './schema.ts';
import { joinPath, show, toProblems } from './zod-problems.ts';

const KEY = /^[A-Za-z0-9_-]{1,64}$/;
const DEFAULT_SYNC_INTERVAL_SECONDS = 3_600;

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
  const connectors = normalizeConnectors(raw.connectors, options.definitions, problems);
  const known = new Map(connectors.map((connector) => [connector.name, connector.definition.resources]));
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
  if (problems.length > 0) throw new ConfigError(problems, options.source);
  return {
    connectors,
    dashboards,
    timeZone,
    maxAgeDays: shape.success ? maxAgeDays(shape.data.retention?.maxAge) : null,
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
): ConfiguredConnector[] {
  const names = new Set<string>();
  return list.flatMap((value, index) => {
    const path = `connectors[${index}]`;
    const parsed = connectorSchema.safeParse(value);
    if (!parsed.success) {
      problems.push(...toProblems(parsed.error, path, value, Object.keys(connectorSchema.shape)));
      return [];
    }
    const entry = parsed.data;
    if (names.has(entry.name)) {
      problems.push({
        path: `${path}.name`,
        message: `${show(entry.name)} is used twice.`,
        hint: 'Each name must be unique.',
      });
    }
    names.add(entry.name);
    const definition = definitions.find((candidate) => candidate.id === entry.connectorId);
    if (!definition) {
      problems.push({
        path: `${path}.connectorId`,
        message: `there is no connector ${show(entry.connectorId)}.`,
        hint: suggest(
          entry.connectorId,
          definitions.map((candidate) => candidate.id),
        ),
      });
      return [];
    }
    const options = parseOptions(definition, entry.config, `${path}.config`, problems);
    return [
      {
        name: entry.name,
        displayName: entry.displayName ?? (entry.name === definition.id ? definition.title : entry.name),
        definition,
        options,
        enabled: entry.enabled ?? true,
        syncIntervalSeconds: entry.syncIntervalSeconds ?? DEFAULT_SYNC_INTERVAL_SECONDS,
      },
    ];
  });
}

function parseOptions(
  definition: ConnectorDefinition,
  config: Record<string, unknown>,
  path: string,
  problems: ConfigProblem[],
): unknown {
  const opened = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, toSecret(value)]));
  const parsed = definition.options.safeParse(opened);
  if (parsed.success) return parsed.data;
  problems.push(...toProblems(parsed.error, path, opened, optionNames(definition)));
  return undefined;
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
  known: ReadonlyMap<string, ConnectorDefinition['resources']>,
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
  const parsed = dashboardSchema.safeParse(value);
  if (!parsed.success) {
    problems.push(...toProblems(parsed.error, path, value, Object.keys(dashboardSchema.shape)));
    return [];
  }
  const widgets = Object.entries(parsed.data.widgets).flatMap(([widgetId, widget]) => {
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
  return [
    { id, title: parsed.data.title ?? inWords(id), description: parsed.data.description ?? null, widgets },
  ];
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

function maxAgeDays(maxAge: number | WindowSpec | undefined): number | null {
  if (maxAge === undefined) return null;
  if (typeof maxAge === 'number') return Math.ceil(maxAge / 1000 / DAY);
  const window = parseWindow(maxAge, { now: new Date(), granularity: 'day' });
  return Math.round((window.end - window.start) / DAY);
}
