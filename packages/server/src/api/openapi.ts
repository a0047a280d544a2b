import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Endpoint } from './endpoint.ts';
import { errorSchema } from './schemas.ts';

const MEANINGS: Readonly<Record<number, string>> = {
  304: 'Nothing changed since the answer whose ETag the request names.',
  400: 'A parameter cannot be read; the hint tells what is valid.',
  401: 'A login or an API token is needed.',
  403: 'Refused: the request comes from another site.',
  404: 'There is no such thing; the hint names the nearest.',
  409: 'Not now, or not with this configuration.',
  503: 'Too many ask for this at once; `Retry-After` tells when to ask again.',
  500: 'A bug; the id in the message is in the log of the server.',
};

/** Makes the OpenAPI 3.1 document from the schemas that validate the requests. */
export function createOpenApiDocument(
  endpoints: readonly Endpoint[],
  version: string,
): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of endpoints) {
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method]: toOperation(endpoint) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Shipstats',
      version,
      description: 'The numbers behind what you ship. Every answer is an object; every error has one shape.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }],
    // The keys are the methods that `Endpoint` admits.
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'SHIPSTATS_TOKEN, where the server has one.' },
      },
    },
  });
}

function toOperation(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { status, description, type, schema } = endpoint.success;
  const errors = [...new Set([400, 401, ...endpoint.errors, 500])].sort((left, right) => left - right);
  const hasParams = Object.keys(endpoint.params.shape).length > 0;
  const hasQuery = Object.keys(endpoint.query.shape).length > 0;
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    requestParams: {
      ...(hasParams ? { path: endpoint.params } : {}),
      ...(hasQuery ? { query: endpoint.query } : {}),
    },
    responses: {
      [`${status}`]: { description, content: { [type]: { schema } } },
      ...(endpoint.method === 'get' && type !== 'text/event-stream'
        ? { '304': { description: MEANINGS[304] ?? '' } }
        : {}),
      ...Object.fromEntries(
        errors.map((code) => [
          `${code}`,
          { description: MEANINGS[code] ?? '', content: { 'application/json': { schema: errorSchema } } },
        ]),
      ),
    },
  };
}
