import { describeApi } from '@shipstats/server';
import { markdownPage, markdownTable } from './markdown.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, unknown>> }>
  >;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Writes the reference of the API from the server's own OpenAPI document. */
export async function generateApiPage(): Promise<string> {
  // Our own document, as it is sent.
  const { paths } = JSON.parse(JSON.stringify(describeApi('0'))) as OpenApi;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => describeOperation(method, path, operation)),
  );
  return markdownPage('API', [
    'Everything that a page shows can be had as JSON. Answers are objects; money is a decimal text, exact to the last digit; unknown is `null`, never zero. An error is `{ "error": { "status", "message", "hint"? } }`. The same as an OpenAPI 3.1 document: `/api/v1/openapi.json` of a running server.',
    ...operations,
  ]);
}

function describeOperation(method: string, path: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map((parameter) => [
    `\`${parameter.name}\``,
    parameter.in,
    parameter.required ? 'yes' : '',
    parameter.description ?? '',
  ]);
  const answers = Object.entries(operation.responses).map(([status, { description, content }]) => [
    status,
    Object.keys(content ?? {})
      .map((type) => `\`${type}\``)
      .join(', '),
    description,
  ]);
  return [
    `## ${method.toUpperCase()} ${path}`,
    operation.summary ?? '',
    operation.description ?? '',
    parameters.length === 0 ? '' : markdownTable(['Parameter', 'In', 'Required', 'Meaning'], parameters),
    markdownTable(['Status', 'Type', 'Meaning'], answers),
  ]
    .filter(Boolean)
    .join('\n\n');
}
