import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';

const specSchema = z.object({
  paths: z.record(
    z.string(),
    z.object({
      get: z.object({
        parameters: z.array(
          z.object({
            name: z.string(),
            in: z.string(),
            required: z.boolean().optional(),
            schema: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    }),
  ),
});

/** Makes a function that tells what is wrong with a URL by OpenAI's own OpenAPI file: an empty list is good. */
export function createUrlValidator(): (url: string) => string[] {
  const file = new URL('../fixtures/openai-usage.openapi.yaml', import.meta.url);
  const { paths } = specSchema.parse(parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv({ strict: false, coerceTypes: true });
  return (url) => {
    const { pathname, searchParams } = new URL(url, 'http://host');
    const path = paths[pathname.replace(/^\/v1/, '')];
    if (!path || !pathname.startsWith('/v1/')) return [`no such path: ${pathname}`];
    const problems: string[] = [];
    const parameters = path.get.parameters.filter((parameter) => parameter.in === 'query');
    for (const name of new Set(searchParams.keys())) {
      const parameter = parameters.find((candidate) => candidate.name === name);
      const values = searchParams.getAll(name);
      if (!parameter) {
        problems.push(`unknown parameter: ${name}`);
        continue;
      }
      // In an object, because a value on its own cannot be coerced.
      const validate = ajv.compile({ type: 'object', properties: { value: parameter.schema } });
      const isList = parameter.schema.type === 'array';
      if (!isList && values.length > 1) problems.push(`${name} comes ${values.length} times`);
      if (!validate({ value: isList ? values : values[0] })) {
        problems.push(`${name}=${values.join(',')}: ${ajv.errorsText(validate.errors)}`);
      }
    }
    for (const { name, required } of parameters) {
      if (required && !searchParams.has(name)) problems.push(`missing parameter: ${name}`);
    }
    return problems;
  };
}
