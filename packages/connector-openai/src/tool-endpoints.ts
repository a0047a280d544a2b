import { count } from '@shipstats/core';
import type { Endpoint } from './endpoint.ts';
import {
  apiKey,
  grouped,
  metric,
  modelRequests,
  project,
  required,
  usage,
  user,
  who,
} from './usage-columns.ts';

/** What the tools did that models call, and what is stored for them. */
export const toolEndpoints: readonly Endpoint[] = [
  usage(
    'vector_stores',
    { title: 'OpenAI vector stores' },
    {
      kind: 'level',
      dimensions: [project],
      measures: [required('usage_bytes', { kind: 'bytes' }, 'Bytes stored.')],
      metrics: [
        metric(
          'openai_vector_stores_bytes',
          'usage_bytes',
          'Vector stores',
          'Bytes stored in vector stores: a level, which does not add up over days.',
        ),
      ],
    },
  ),
  usage(
    'code_interpreter_sessions',
    { title: 'OpenAI code interpreter usage' },
    {
      dimensions: [project],
      measures: [
        {
          ...required('num_sessions', count('sessions', 'session'), 'Sessions of the code interpreter.'),
          // Its name in the first published specification.
          aliases: ['sessions'],
        },
      ],
      metrics: [
        metric(
          'openai_code_interpreter_sessions_count',
          'num_sessions',
          'Code interpreter sessions',
          'Sessions that the code interpreter was started for.',
        ),
      ],
    },
  ),
  usage(
    'file_search_calls',
    { title: 'OpenAI file search usage' },
    {
      rowObjects: ['organization.usage.file_searches.result'],
      dimensions: [project, apiKey, user, grouped('vector_store_id', 'The vector store that was searched.')],
      measures: [required('num_requests', count('calls', 'call'), 'Calls of the file search.')],
      metrics: [
        metric(
          'openai_file_search_calls_count',
          'num_requests',
          'File search calls',
          'Calls of the file search tool.',
        ),
      ],
    },
  ),
  usage(
    'web_search_calls',
    { title: 'OpenAI web search usage' },
    {
      rowObjects: ['organization.usage.web_searches.result'],
      dimensions: [
        ...who,
        grouped('context_level', 'How much context was searched for: `low`, `medium` or `high`.'),
      ],
      measures: [required('num_requests', count('calls', 'call'), 'Calls of the web search.'), modelRequests],
      metrics: [
        metric(
          'openai_web_search_calls_count',
          'num_requests',
          'Web search calls',
          'Calls of the web search tool.',
        ),
        metric(
          'openai_web_search_calls_requests',
          'num_model_requests',
          'Requests with web search',
          'Requests to models that called the web search tool.',
        ),
      ],
    },
  ),
];
