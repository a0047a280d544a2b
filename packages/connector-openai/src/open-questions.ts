import type { CheckResult } from '@shipstats/core';

/**
 * What OpenAI documents nowhere and reports contradict each other in, with what is assumed: only use with a real key
 * can tell. The whole list is in docs/connectors/openai.md.
 */
export const openQuestions: readonly CheckResult[] = [
  {
    name: 'how long days change',
    message:
      'not published. Usage is read again for 3 days after a day has ended, costs for 7; a later change is not seen.',
  },
  {
    name: 'rate limits',
    message: 'not published. One request is made at a time, and a wait that OpenAI asks for is kept.',
  },
  {
    name: 'organizations of a key',
    message:
      'not documented. A key of another organization is answered with zeros, so compare a day with the usage page once.',
  },
  {
    name: 'page tokens',
    message: 'refused at times, nobody knows why. Windows are asked for so that few are needed.',
  },
].map((question) => ({ ...question, ok: true, kind: 'open' as const }));
