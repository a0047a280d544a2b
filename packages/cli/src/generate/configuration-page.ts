import {
  type ConnectorDefinition,
  configSchema,
  connectorSchema,
  dashboardSchema,
  derivedSchema,
  metricSchema,
  searchIndexSchema,
  widgetSchemas,
} from '@shipstats/core';
import { describeFields, type ObjectSchema } from './describe-schema.ts';
import { markdownPage, markdownTable } from './markdown.ts';

/** Writes the reference of the configuration file from the schemas that validate it. */
export function generateConfigurationPage(definitions: readonly ConnectorDefinition[]): string {
  return markdownPage('Configuration', [
    'A configuration is a file with one default export: `shipstats.config.ts` (or `.mts`, `.js`, `.mjs`, `.json`) in the working folder, or the file that `--config` or `SHIPSTATS_CONFIG` names. It may import `@shipstats/core` or `@rawdash/core`, wherever it lies. Types are only stripped, so enums, namespaces and decorators do not work in it. All mistakes are told at once, each with its place.',
    'A module may also export `connectorTypes`: a list of your own kinds of source, made with `defineConnectorType`.',
    section('The file', configSchema),
    section('A connector', connectorSchema, 'An entry of `connectors`.'),
    ...definitions.map((definition) => optionsSection(definition)),
    '## Secrets\n\n`secret(\'NAME\')` (in JSON `{ "secret": "NAME" }`) stands for a value that is read when it is needed: from the environment variable `NAME`, from a `.env` beside the configuration or in the working folder, or from the file that `NAME_FILE` names. What is set in the environment wins. It is never printed.',
    section('A dashboard', dashboardSchema, 'A value of `dashboards`.'),
    section('A metric', metricSchema, 'What `defineMetric` takes and gives: the `metric` of a widget.'),
    section('A derived metric', derivedSchema, 'What `defineRatio` and `defineDifference` give.'),
    ...Object.entries(widgetSchemas).map(([kind, schema]) =>
      section(`Widget: ${kind}`, schema, 'A value of `widgets`.'),
    ),
    section('The search index', searchIndexSchema, 'The value of `searchIndex`.'),
  ]);
}

function optionsSection(definition: ConnectorDefinition): string {
  if (!isObjectSchema(definition.options)) return '';
  return section(
    `Options of \`${definition.id}\``,
    definition.options,
    `The \`config\` of a connector with \`connectorId: '${definition.id}'\`.`,
  );
}

function isObjectSchema(schema: unknown): schema is ObjectSchema {
  return typeof schema === 'object' && schema !== null && 'shape' in schema && 'toJSONSchema' in schema;
}

function section(title: string, schema: ObjectSchema, words = ''): string {
  const rows = describeFields(schema).map(({ name, type, required, description }) => [
    `\`${name}\``,
    type === '' ? '' : `\`${type}\``,
    required ? 'yes' : '',
    description,
  ]);
  return [`## ${title}`, words, markdownTable(['Field', 'Type', 'Required', 'Meaning'], rows)]
    .filter(Boolean)
    .join('\n\n');
}
