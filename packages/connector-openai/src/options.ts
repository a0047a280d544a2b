import { checkBaseUrl } from '@shipstats/connector-kit';
import { ConnectorError, Secret } from '@shipstats/core';
import { z } from 'zod';
import { costsEndpoint } from './costs-endpoint.ts';
import { openAICostDimensions, openAIGroupedDimensions, openAIMetricNames } from './endpoints.ts';

/** Where the API is when neither the option nor `OPENAI_BASE_URL` says otherwise. */
export const DEFAULT_BASE_URL = 'https://api.openai.com/v1';

const id = z.string().trim().min(1, 'must not be empty');

/** What the `config` object of an OpenAI connector may hold. */
export const openAIOptions = z.strictObject({
  adminApiKey: z
    .custom<Secret>((value) => value instanceof Secret, {
      error: ({ input }) =>
        // The value itself stays out of the message: it may be the key.
        typeof input === 'string'
          ? "must not stand in the file itself: write secret('OPENAI_ADMIN_API_KEY') and set that variable"
          : "is required: write secret('OPENAI_ADMIN_API_KEY') and set that variable",
    })
    .describe(
      "An admin key of the organization with permission to read usage (`api.usage.read`), as `secret('NAME')`.",
    ),
  organizationId: id
    .optional()
    .describe(
      'The organization to read, sent as `OpenAI-Organization`. Needed only if the key can see several.',
    ),
  projectIds: z
    .array(id)
    .min(1, 'must name a project: leave it out to read all')
    .optional()
    .describe('Read only these projects (`proj_…`). Default: all.'),
  resources: z
    .array(z.enum(openAIMetricNames))
    .min(1, 'must name a metric: leave it out to read all')
    .default([...openAIMetricNames])
    .describe(
      'The metrics to read. All metrics of an endpoint come with one request, so naming one brings its siblings too. Default: all.',
    ),
  omitDimensions: z
    .array(z.enum(openAIGroupedDimensions))
    .default([])
    .describe(
      'Dimensions not to ask for: fewer rows, and nothing stored of who used which key. Their values are unknown then. Default: none.',
    ),
  names: z
    .enum(['all', 'no-people', 'none'])
    .default('all')
    .describe(
      'Which names to read and store for the ids: `all`; `no-people` for projects, keys and service accounts alone; or `none`. E-mail addresses never are. Names stored before are deleted at the next sync where this no longer asks for them. Default: `all`.',
    ),
  costDimensions: z
    .array(z.enum(openAICostDimensions))
    .default([...costsEndpoint.groupBy])
    .describe(
      "What to group costs by. With `api_key_id` each key's share is stored, for the days for which the API gives it (from 2025-12-06 on). Default: `line_item` and `project_id`.",
    ),
  granularity: z
    .enum(['day', 'hour', 'minute'])
    .default('day')
    .describe(
      'The finest buckets to read: `hour` reads usage by hour beside the days, for 92 days back at most; `minute` by minute, too, for 2 days back, and keeps those for 8. Costs are daily, whatever stands here. Default: `day`.',
    ),
  lookbackDays: z
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe('How many days of history to have, today included: 1 to 3650. Default: 30.'),
  usageProvisionalDays: z
    .int()
    .min(1)
    .max(90)
    .default(3)
    .describe(
      'For how many days after its end a day of usage may change: it is read again and marked provisional. 1 to 90. Default: 3.',
    ),
  costsProvisionalDays: z
    .int()
    .min(1)
    .max(90)
    .default(7)
    .describe('The same for a day of costs. 1 to 90. Default: 7.'),
  monthClosesDays: z
    .int()
    .min(0)
    // Later than this the shortest February would be over before the month before it closes.
    .max(27)
    .default(5)
    .describe(
      'Until which day of a month all days of the month before may change: they are read again once a day. 0 to 27; 0 for not at all. Default: 5.',
    ),
  concurrency: z
    .int()
    .min(1)
    .max(4)
    .default(1)
    .describe(
      'How many endpoints to read at once, each with one request in flight, 1 to 4. More is quicker for a first sync, and less gentle. Default: 1.',
    ),
  baseUrl: z
    .string()
    .superRefine((value, context) => {
      try {
        checkBaseUrl(value);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        context.addIssue({ code: 'custom', message: error.message });
      }
    })
    .optional()
    .describe(
      `The API's address, with or without \`/v1\`. Default: the environment's \`OPENAI_BASE_URL\`, else \`${DEFAULT_BASE_URL}\`.`,
    ),
  rawPageTokens: z
    .boolean()
    .default(false)
    .describe(
      'Send `=` in page tokens as it is, not as `%3D`: try it if the API calls page tokens invalid. Default: false.',
    ),
});

/** The options with their defaults filled in. */
export type OpenAIOptions = z.output<typeof openAIOptions>;

/** The options as the user writes them. */
export type OpenAIOptionsSpec = z.input<typeof openAIOptions>;

/**
 * The API's address: the option, else `OPENAI_BASE_URL`, else OpenAI's own.
 *
 * @throws ConnectorError `config` where credentials must not go there
 */
export function resolveBaseUrl(
  options: Pick<OpenAIOptions, 'baseUrl'>,
  env: Readonly<Record<string, string | undefined>>,
): URL {
  return checkBaseUrl(options.baseUrl || env.OPENAI_BASE_URL?.trim() || DEFAULT_BASE_URL);
}
