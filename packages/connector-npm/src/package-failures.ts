import type { ConnectorError, FetchedPartition } from '@shipstats/core';
import type { RangeAnswer } from '@shipstats/registry';

/** An answer without counts, as the engine takes it. */
export function toFailed(answer: Exclude<RangeAnswer, { kind: 'days' }>): FetchedPartition {
  const { name } = answer;
  const message = answer.kind === 'missing' ? unknownPackage(name) : answer.error.message;
  return { kind: 'failed', partition: name, message };
}

/** What is said of a package that npm has no counts of. */
export function unknownPackage(name: string): string {
  return `npm's downloads service does not know the package ${name}.`;
}

/** What is said where holes are told without the registry's totals. */
export function withoutTotals({ message }: ConnectorError): string {
  return `The registry’s totals cannot be read, so that holes are told by each package’s own days. (${message})`;
}

/** Whether the others can go on: what is wrong with one package’s answer says nothing about the next. */
export function isOfOnePackage({ code, retryAt }: ConnectorError): boolean {
  // With a moment to ask again it is the service that is left alone.
  return retryAt === undefined && (code === 'bad-request' || code === 'bad-response' || code === 'too-large');
}
