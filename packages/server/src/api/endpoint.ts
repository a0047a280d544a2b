import type { Context } from 'hono';
import { z } from 'zod';
import type { AppContext } from '../app-context.ts';

/** One operation of the API: the router and the OpenAPI document are both made from it. */
export interface Endpoint {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/api/v1/metrics/{name}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  readonly success: SuccessSpec;
  /** Statuses beside 400, 401 and 500. */
  readonly errors: readonly number[];
  readonly handle: (request: EndpointRequest, context: AppContext) => Promise<Response>;
}

export interface SuccessSpec {
  readonly status: 200 | 202;
  readonly description: string;
  readonly type: 'application/json' | 'text/csv' | 'text/event-stream';
  readonly schema: z.ZodType;
}

export interface EndpointRequest<Params = unknown, Query = unknown> {
  readonly params: Params;
  readonly query: Query;
  readonly http: Context;
}

interface EndpointSpec<Params extends z.ZodObject, Query extends z.ZodObject>
  extends Omit<Endpoint, 'params' | 'query' | 'handle' | 'errors'> {
  readonly params?: Params;
  readonly query?: Query;
  readonly errors?: readonly number[];
  readonly handle: (
    request: EndpointRequest<z.infer<Params>, z.infer<Query>>,
    context: AppContext,
  ) => Promise<Response>;
}

const none = z.strictObject({});

/** Types an operation: its handler gets exactly what its schemas let through. */
export function defineEndpoint<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
>(spec: EndpointSpec<Params, Query>): Endpoint {
  return {
    ...spec,
    params: spec.params ?? none,
    query: spec.query ?? none,
    errors: spec.errors ?? [],
    // Only what `mountEndpoints` has parsed by these very schemas arrives here.
    handle: (request, context) =>
      spec.handle(request as EndpointRequest<z.infer<Params>, z.infer<Query>>, context),
  };
}
