import type { MeasureValue, SampleRow } from '@shipstats/core';
import type { Endpoint, EndpointMeasure } from './endpoint.ts';
import { createIntern } from './intern.ts';
import { kindOf, readDecimal } from './parse-decimal.ts';

/** What became of one row of a bucket. */
export type ParsedRow =
  | { readonly kind: 'sample'; readonly row: SampleRow; readonly warning?: string }
  | {
      readonly kind: 'unreadable';
      readonly dimensions: readonly (string | null)[] | null;
      readonly reason: string;
    }
  | { readonly kind: 'unknown-object'; readonly object: string };

type Fields = Readonly<Record<string, unknown>>;

/**
 * Makes the function that reads an endpoint's rows.
 *
 * Checks by hand, not by schema: a long history has a million rows. Rows with the same dimensions share one list of
 * them, so make one parser for all pages of a fetch.
 */
export function createRowParser(endpoint: Endpoint): (row: unknown) => ParsedRow {
  const rowObjects = new Set(endpoint.rowObjects);
  const isOmitted = endpoint.dimensions.map(
    ({ name, isGrouped }) => isGrouped && !endpoint.groupBy.includes(name),
  );
  const carries = carriesOf(endpoint);
  const intern = createIntern();

  return (row) => {
    if (!isFields(row)) return unreadable(null, `the row is ${kindOf(row)}, not an object`);
    const { object } = row;
    if (typeof object === 'string' && !rowObjects.has(object)) return { kind: 'unknown-object', object };
    const read = readDimensions(endpoint, row, isOmitted);
    if (typeof read === 'string') return unreadable(null, read);
    const dimensions = intern(read);
    if (typeof object !== 'string')
      return unreadable(dimensions, 'the row does not say what it is: no object');
    return readValues(endpoint, row, dimensions, carries);
  };
}

/** Tells for each measure whether a row with these dimensions carries it. */
type Carries = readonly ((dimensions: readonly (string | null)[]) => boolean)[];

function carriesOf({ measures, dimensions: specs }: Endpoint): Carries {
  return measures.map(({ when }) => {
    if (when === undefined) return () => true;
    const index = specs.findIndex((dimension) => dimension.name === when.dimension);
    return 'is' in when
      ? (dimensions) => dimensions[index] === when.is
      : (dimensions) => dimensions[index] !== when.isNot;
  });
}

function readValues(
  endpoint: Endpoint,
  row: Fields,
  dimensions: readonly (string | null)[],
  carries: Carries,
): ParsedRow {
  const { measures } = endpoint;
  const values: MeasureValue[] = [];
  let warning: string | undefined;
  for (const [place, measure] of measures.entries()) {
    if (!carries[place]?.(dimensions)) {
      values.push(null);
      continue;
    }
    const input = readField(row, measure);
    // The fast path: nearly all numbers of nearly all rows. Adding 0 turns -0 into 0.
    if (measure.type === 'integer' && Number.isSafeInteger(input) && Number(input) >= 0) {
      values.push(Number(input) + 0);
      continue;
    }
    if ((input === undefined || input === null) && !measure.isRequired) {
      values.push(null);
      continue;
    }
    const reading = measure.type === 'decimal' ? readDecimal(input) : { problem: integerProblem(input) };
    if ('value' in reading) {
      values.push(reading.value);
      continue;
    }
    const problem = `${measure.from?.join('.') ?? measure.name} ${reading.problem}`;
    if (measure.isRequired) return unreadable(dimensions, problem);
    // A number beside the main ones is no reason to lose those: it becomes unknown, and its day incomplete.
    warning ??= problem;
    values.push(null);
  }
  const missing = missingDimension(endpoint, row);
  if (missing !== undefined) return unreadable(dimensions, missing);
  const sample: SampleRow = { dimensions, values };
  return warning === undefined ? { kind: 'sample', row: sample } : { kind: 'sample', row: sample, warning };
}

function integerProblem(input: unknown): string {
  if (input === undefined || input === null) return 'is missing';
  if (typeof input !== 'number') return `is not a number but ${kindOf(input)}`;
  if (input < 0) return 'is negative';
  return Number.isInteger(input) ? 'is larger than 2^53: its last digits are lost' : 'is not a whole number';
}

/** Reads the dimensions in the endpoint's order, or says why that cannot be done. */
function readDimensions(
  endpoint: Endpoint,
  row: Fields,
  isOmitted: readonly boolean[],
): (string | null)[] | string {
  const dimensions: (string | null)[] = [];
  for (const [index, { name, from, usual }] of endpoint.dimensions.entries()) {
    const input = isOmitted[index] ? null : from ? at(row, from) : row[name];
    if (typeof input === 'string' && (usual === undefined || input.trim() !== '')) {
      dimensions.push(normalize(name, input));
    } else if (usual !== undefined) {
      // Such a row is not stored: it stands for the one that it most likely was.
      dimensions.push(usual);
    } else if (typeof input === 'boolean') {
      dimensions.push(String(input));
    } else if (input === undefined || input === null) {
      dimensions.push(null);
    } else {
      return `${name} is ${kindOf(input)}, not a text`;
    }
  }
  return dimensions;
}

/** The API writes `batch` as a boolean, and was seen to write it as text; currencies are compared in lower case. */
function normalize(name: string, value: string): string {
  if (name === 'currency') return value.trim().toLowerCase();
  if (name !== 'batch') return value;
  const lower = value.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower : value;
}

/** Says which dimension a row lacks that no row can do without. */
function missingDimension({ dimensions }: Endpoint, row: Fields): string | undefined {
  for (const { name, from, usual } of dimensions) {
    if (usual === undefined) continue;
    const input = from ? at(row, from) : row[name];
    if (typeof input !== 'string') return `the ${name} is ${kindOf(input)}`;
    if (input.trim() === '') return `the ${name} is empty`;
  }
  return undefined;
}

function readField(row: Fields, { name, from, aliases }: EndpointMeasure): unknown {
  if (from) return at(row, from);
  const input = row[name];
  if (aliases === undefined || (input !== undefined && input !== null)) return input;
  const alias = aliases.find((candidate) => row[candidate] !== undefined && row[candidate] !== null);
  return alias === undefined ? input : row[alias];
}

function at(row: Fields, [outer, inner]: readonly [string, string]): unknown {
  const value = row[outer];
  return isFields(value) ? value[inner] : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unreadable(dimensions: readonly (string | null)[] | null, reason: string): ParsedRow {
  return { kind: 'unreadable', dimensions, reason };
}
