import type { Connection, SqlValue } from './connection.ts';
import type { ResourceTables } from './resource-tables.ts';

/** The values of a row's dimensions by column position; null where the source left one empty. */
export type DimensionSet = readonly (string | null)[];

/** Gives each combination of dimension values its id. */
export interface DimensionSets {
  /** The id of a combination that is stored already. */
  find(set: DimensionSet): number | undefined;
  findOrAdd(set: DimensionSet): number;
}

/**
 * Ids that were looked up, so that a sync asks the file once for each combination and not for each row.
 *
 * Holds at most two generations of this many: the older one is dropped when the younger is full.
 */
const MAX_REMEMBERED = 16_384;

export interface SetMemory {
  get(key: string): number | undefined;
  set(key: string, id: number): void;
  clear(): void;
}

export function createSetMemory(max: number = MAX_REMEMBERED): SetMemory {
  let young = new Map<string, number>();
  let old = new Map<string, number>();
  const set = (key: string, id: number) => {
    if (young.size >= max) {
      old = young;
      young = new Map();
    }
    young.set(key, id);
  };
  return {
    get: (key) => {
      const id = young.get(key);
      if (id !== undefined) return id;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    clear: () => {
      young = new Map();
      old = new Map();
    },
  };
}

export function openDimensionSets(
  connection: Connection,
  tables: ResourceTables,
  memory: SetMemory,
): DimensionSets {
  const columns = [...tables.dimensions.values()].map((dimension) => dimension.column);
  const same = ['hash = ?', ...columns.map((column) => `${column} IS ?`)].join(' AND ');
  const select = `SELECT id FROM ${tables.dimensionSets} WHERE ${same}`;
  const insert =
    `INSERT INTO ${tables.dimensionSets} (${['hash', ...columns].join(', ')}) ` +
    `VALUES (${['?', ...columns.map(() => '?')].join(', ')}) RETURNING id`;

  const lookUp = (key: string, set: DimensionSet, add: boolean): number | undefined => {
    const known = memory.get(key);
    if (known !== undefined) return known;
    const values: SqlValue[] = [hashKey(key), ...columns.map((_, position) => set[position] ?? null)];
    const row = connection.get<{ id: number }>(select, values);
    const id = row?.id ?? (add ? connection.get<{ id: number }>(insert, values)?.id : undefined);
    if (id !== undefined) memory.set(key, id);
    return id;
  };

  return {
    find: (set) => lookUp(setKey(set), set, false),
    findOrAdd: (set) => {
      const id = lookUp(setKey(set), set, true);
      if (id === undefined) throw new Error(`${tables.dimensionSets}: no id for a new set`);
      return id;
    },
  };
}

/**
 * One text for one combination: lengths keep values apart whatever they hold. Empty dimensions leave no trace, so
 * that the key stays the same when a dimension is added later.
 */
function setKey(set: DimensionSet): string {
  let key = '';
  for (let position = 0; position < set.length; position += 1) {
    const value = set[position];
    if (value !== null && value !== undefined) key += `${position}:${value.length}:${value};`;
  }
  return key;
}

/** FNV-1a over the text's code units, 32 bits, signed: http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashKey(key: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = 0; at < key.length; at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  }
  return hash;
}
