import { NumberText, parseLossless } from '@shipstats/connector-kit';

/** More of a row is not kept: enough to see what is wrong with it. */
const MAX_CHARACTERS = 4_000;
/** Fields that tell who somebody is: sent without having been asked for, and of no use in finding a fault. */
const PERSONAL = new Set(['user_email']);

/**
 * Writes one row of a bucket's JSON as it was sent, every number digit for digit; capped at 4,000 characters, and
 * without e-mail addresses.
 *
 * Costs a second parse of the bucket, so it is for the few rows that could not be read.
 */
export function createRawRows(bucketText: string): (index: number) => string {
  let rows: readonly unknown[] | undefined;
  return (index) => {
    rows ??= resultsOf(parseLossless(bucketText));
    const text = write(rows[index]);
    return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text;
  };
}

function resultsOf(bucket: unknown): readonly unknown[] {
  const results =
    typeof bucket === 'object' && bucket !== null && 'results' in bucket ? bucket.results : undefined;
  return Array.isArray(results) ? results : [];
}

function write(value: unknown): string {
  if (value instanceof NumberText) return value.source;
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(
        ([name, item]) => `${JSON.stringify(name)}:${isPersonal(name, item) ? '"[left out]"' : write(item)}`,
      )
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

function isPersonal(name: string, value: unknown): boolean {
  return PERSONAL.has(name) && value !== null;
}
