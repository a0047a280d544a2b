import { z } from 'zod';
import type { ConfigProblem } from '../errors.ts';
import { suggest } from '../suggest.ts';

/** Turns what zod found wrong into problems that name the place, the wrong value and the valid ones. */
export function toProblems(
  error: z.ZodError,
  path: string,
  value: unknown,
  knownKeys: readonly string[],
): ConfigProblem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, path, value, knownKeys));
}

/**
 * Reads an object as far as it goes: where some of it is wrong, that is told and the other fields are given, so that
 * their own checks go on.
 *
 * @returns undefined where it is no object at all
 */
export function parseParts<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  path: string,
  problems: ConfigProblem[],
): Partial<z.output<Schema>> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data as Partial<z.output<Schema>>; // the schema's own output
  problems.push(...toProblems(parsed.error, path, value, Object.keys(schema.shape)));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const wrong = new Set(parsed.error.issues.map((issue) => issue.path[0]));
  const fields = Object.entries(schema.shape).flatMap(([key, field]) => {
    const part = wrong.has(key) ? undefined : z.safeParse(field, Reflect.get(value, key));
    return part?.success ? [[key, part.data]] : [];
  });
  return Object.fromEntries(fields) as Partial<z.output<Schema>>; // each field as its own schema gives it
}

function issueProblems(
  issue: z.core.$ZodIssue,
  path: string,
  value: unknown,
  knownKeys: readonly string[],
): ConfigProblem[] {
  const place = joinPath(path, ...issue.path);
  const found = valueAt(value, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: joinPath(place, key),
        message: 'is not known here.',
        hint: suggest(key, issue.path.length === 0 ? knownKeys : []),
      }));
    case 'invalid_value': {
      const values = issue.values.map(String);
      return [
        { path: place, message: `${show(found)} is not valid.`, hint: suggest(String(found ?? ''), values) },
      ];
    }
    case 'invalid_type':
      return [
        found === undefined
          ? {
              path: place,
              message:
                issue.expected === 'nonoptional' ? 'is missing.' : `is missing (${article(issue.expected)}).`,
            }
          : { path: place, message: `must be ${article(issue.expected)}, not ${show(found)}.` },
      ];
    case 'invalid_union': {
      if (found === undefined) return [{ path: place, message: 'is missing.' }];
      // Of the alternatives, the one with the fewest complaints about its inside is the one that was meant.
      const meant = [...issue.errors]
        .filter((issues) => issues.some((inner) => inner.path.length > 0 || inner.code !== 'invalid_type'))
        .sort((left, right) => left.length - right.length)[0];
      if (meant) return meant.flatMap((inner) => issueProblems(inner, place, found, []));
      return [{ path: place, message: `${show(found)} is not valid.` }];
    }
    default:
      return [{ path: place, message: message(issue, found) }];
  }
}

function message(issue: z.core.$ZodIssue, found: unknown): string {
  if (issue.code === 'custom') return issue.message;
  const bound =
    'minimum' in issue ? `at least ${issue.minimum}` : 'maximum' in issue ? `at most ${issue.maximum}` : '';
  if (bound) return `${show(found)} is out of range: it must be ${bound}.`;
  if (issue.code === 'invalid_format') return `${show(found)} is not valid: it must be ${issue.message}.`;
  return `${show(found)} is not valid: ${issue.message}.`;
}

/** Joins keys to a path as JavaScript writes it: `connectors[0].config.projectIds[2]`. */
export function joinPath(base: string, ...keys: readonly PropertyKey[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, base);
}

/** A wrong value, short enough to be read. */
export function show(value: unknown): string {
  const text = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

function article(type: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    record: 'an object',
  };
  return names[type] ?? type;
}
