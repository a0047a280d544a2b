import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { endpoints } from './endpoints.ts';
import type { Simulator } from './options.ts';
import { startSimulator } from './start-simulator.ts';
import { ask, unix } from './test-client.ts';

const file = new URL('../../fixtures/openai-usage.openapi.yaml', import.meta.url);
// OpenAPI 3.1 schemas are JSON Schema 2020-12; `unixtime` and `int64` are formats of OpenAI's own.
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(parse(readFileSync(file, 'utf8')), 'openai');

function problems(schema: string, value: unknown): string {
  const validate = ajv.getSchema(`openai#/components/schemas/${schema}`);
  if (validate === undefined) throw new Error(`No schema ${schema}`);
  return validate(value) === true ? '' : ajv.errorsText(validate.errors);
}

let simulator: Simulator;
beforeAll(async () => {
  // The specification knows amounts as numbers only; the text form is a documented deviation of the wire.
  simulator = await startSimulator({ now: '2026-08-21T10:00:00Z', switches: { amounts: 'number' } });
});
afterAll(() => simulator.close());

const start = unix('2026-07-24T00:00:00Z');

it.each(endpoints.map((endpoint) => [endpoint.path, endpoint] as const))(
  '%s answers as the specification says, ungrouped and fully grouped',
  async (path, endpoint) => {
    for (const query of ['', ...endpoint.groupBy.map((dimension) => `&group_by=${dimension}`)]) {
      const response = await ask(simulator, `${path}?start_time=${start}&limit=31${query}`);
      const body: unknown = await response.json();
      expect(problems('UsageResponse', body)).toBe('');
    }
    const query = endpoint.groupBy.map((dimension) => `&group_by=${dimension}`).join('');
    const body = (await (await ask(simulator, `${path}?start_time=${start}&limit=3${query}`)).json()) as {
      data: { results: { object: string }[] }[];
    };
    expect(problems('UsageResponse', body)).toBe('');
    const objects = body.data.flatMap((bucket) => bucket.results.map((row) => row.object));
    expect(new Set(objects)).toEqual(new Set([endpoint.object]));
  },
);

it('notices a row that the specification does not know', async () => {
  const body: unknown = await (
    await ask(simulator, `usage/completions?start_time=${start}`, {
      headers: { 'x-sim-fault': 'unknownObject' },
    })
  ).json();
  expect(problems('UsageResponse', body)).not.toBe('');
});

it.each([
  ['projects?include_archived=true', 'ProjectListResponse'],
  ['projects/proj_prod_assistant', 'Project'],
  ['projects/proj_prod_assistant/api_keys?owner_project_access=any', 'ProjectApiKeyListResponse'],
  ['projects/proj_prod_assistant/users', 'ProjectUserListResponse'],
  ['projects/proj_legacy_chatbot/users', 'ProjectUserListResponse'],
  ['projects/proj_support_copilot/api_keys?owner_project_access=inactive', 'ProjectApiKeyListResponse'],
  ['projects/proj_prod_assistant/service_accounts', 'ProjectServiceAccountListResponse'],
  ['users?limit=100', 'UserListResponse'],
  ['users/user-ana-silva', 'User'],
  ['admin_api_keys', 'ApiKeyList'],
])('%s answers as the specification says', async (path, schema) => {
  const response = await ask(simulator, path);
  expect(response.status).toBe(200);
  expect(problems(schema, await response.json())).toBe('');
});

it('answers errors in the shape of the specification', async () => {
  for (const path of ['usage/completions', 'costs?start_time=x', 'nothing/here', 'projects/proj_none']) {
    const response = await ask(simulator, path);
    expect(response.ok).toBe(false);
    expect(problems('ErrorResponse', await response.json())).toBe('');
  }
});
