import { HttpError, type MetricCatalog, type MetricQuery, parseQuery, suggest } from '@shipstats/core';
import { z } from 'zod';

const text = (description: string, example?: string) =>
  z
    .string()
    .max(500)
    .optional()
    .meta(example === undefined ? { description } : { description, example });

const list = (description: string, example: readonly string[]) =>
  z
    .array(z.string().max(500))
    .max(50)
    .optional()
    .meta({ description, example: [...example] });

/** The question put to a metric, as a link carries it; pages, CSV and API read the same. */
export const metricParams = z.strictObject({
  connector: text('The configured connector, where several have the metric.', 'openai'),
  window: text(
    '30d, 24h, 12w, 6m, 1y, today, yesterday, mtd, ytd, last-month or FROM..TO. Default: 30d.',
    '30d',
  ),
  by: list('A dimension to split by; up to two.', ['model']),
  by2: text('The second dimension, as forms send it.'),
  bucket: text(
    'minute or hour (where it is stored by those), day, week or month; without it, one number a series.',
    'day',
  ),
  fn: text('sum, avg, min, max, count, latest or first.', 'sum'),
  field: text('A further number of the same rows.', 'input_cached_tokens'),
  top: text('How many series to name; the rest becomes "other".', '10'),
  filter: list('dimension=value, dimension!=value, dimension~part; a|b for either.', ['model=gpt-5']),
  compare: z
    .enum(['', '0', '1', 'true', 'false', 'on', 'previous-period'])
    .optional()
    .meta({ description: 'Compares with the window before: 1 or 0.' }),
  complete: z.enum(['', '0', '1', 'true', 'false', 'on']).optional().meta({
    description:
      'Leaves out the last days of the window that the source may still revise: 1 or 0. Default: 0.',
  }),
});

export type MetricParams = z.infer<typeof metricParams>;

/** Turns the parameters of a link into a query. @throws HttpError 404 and 400, see `parseQuery`. */
export function toMetricQuery(name: string, params: MetricParams, catalog: MetricCatalog): MetricQuery {
  const by = [...(params.by ?? []), ...(params.by2 ? [params.by2] : [])].filter(
    (dimension) => dimension !== '',
  );
  return parseQuery(
    {
      metric: name,
      connector: params.connector || undefined,
      field: params.field,
      fn: params.fn,
      window: params.window || undefined,
      by: [...new Set(by)],
      bucket: params.bucket,
      filter: (params.filter ?? []).filter((clause) => clause !== ''),
      top: params.top,
      compare: ['1', 'true', 'on', 'previous-period'].includes(params.compare ?? ''),
      complete: ['1', 'true', 'on'].includes(params.complete ?? ''),
    },
    catalog,
  );
}

/**
 * Reads the query part of an address by a schema: a field that is an array takes every value, any other one only.
 *
 * @throws HttpError 400 with what is valid.
 */
export function readSearch<Schema extends z.ZodObject>(
  search: Readonly<Record<string, readonly string[]>>,
  schema: Schema,
): z.infer<Schema> {
  const raw: Record<string, unknown> = {};
  for (const [key, values] of Object.entries(search)) {
    raw[key] = isList(schema.shape[key]) ? values : values.length > 1 ? values : values[0];
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    throw new HttpError(
      400,
      `There is no parameter ${JSON.stringify(key)}.`,
      suggest(key, Object.keys(schema.shape)),
    );
  }
  const key = String(issue?.path[0] ?? '');
  if (Array.isArray(raw[key]) && !isList(schema.shape[key])) {
    throw new HttpError(400, `${key} is given more than once.`);
  }
  throw new HttpError(400, `${key}: ${whatIsValid(schema.shape[key])}.`);
}

/** What a parameter may be, for people: `a whole number from 1 to 500`. */
function whatIsValid(field: unknown): string {
  if (field instanceof z.ZodOptional) return whatIsValid(field.unwrap());
  if (field instanceof z.ZodArray) {
    // The schema itself does not tell how many it takes; as JSON Schema it does.
    return `at most ${z.toJSONSchema(field).maxItems} values, each ${whatIsValid(field.element)}`;
  }
  if (field instanceof z.ZodNumber) return `a whole number from ${field.minValue} to ${field.maxValue}`;
  if (field instanceof z.ZodEnum) return `one of ${field.options.filter((value) => value !== '').join(', ')}`;
  if (field instanceof z.ZodString) {
    return field.maxLength === null ? 'a text' : `a text of at most ${field.maxLength} characters`;
  }
  return 'cannot be read';
}

function isList(field: unknown): boolean {
  const inner = field instanceof z.ZodOptional ? field.unwrap() : field;
  return inner instanceof z.ZodArray;
}
