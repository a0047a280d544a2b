import { type ResourceSpec, StoreError } from '@shipstats/core';
import type { Commit, CommitSummary, Store } from '../store.ts';
import { readBuckets, readPartitionBuckets, readPartitionStarts } from './buckets.ts';
import type { Catalog } from './catalog.ts';
import { type CommitTarget, writeCommit } from './commit.ts';
import type { Connection } from './connection.ts';
import { createSetMemory, type SetMemory } from './dimension-sets.ts';
import { readHistoryStart, setHistoryStart } from './history-start.ts';
import { acquireLease, readLease, releaseLease, renewLease } from './leases.ts';
import { countQuarantine, readQuarantine, readQuarantinedBuckets, readRevisions } from './logs.ts';
import {
  backUp,
  countResources,
  deleteBuckets,
  findDamage,
  forgetUnusedSets,
  measureSize,
  readNewestBuckets,
} from './maintenance.ts';
import { deleteNames, readNames, saveNames } from './names.ts';
import { findPartitions, forgetUnused, freshnessOf, readTracked, writeTracked } from './partitions.ts';
import { readProgress, writeProgress } from './progress.ts';
import { readDimensionValues, readSamples, readVersion } from './read.ts';
import type { ResourceTables } from './resource-tables.ts';
import { finishRun, readFreshness, readRuns, startRun, updateRun } from './runs.ts';

/** The store over an open connection and its catalog. */
export function createSqliteStore(connection: Connection, catalog: Catalog): Store {
  const specs = new Map<string, ResourceSpec>();
  const memories = new Map<number, { generation: number; memory: SetMemory }>();

  const commit = (commit: Commit): CommitSummary => {
    const { connector, resource } = commit;
    const spec = specs.get(specKey(connector, resource));
    if (!spec) throw new StoreError(`${connector}.${resource}: the resource was not declared`);
    let memory: SetMemory | undefined;
    try {
      return connection.write(() => {
        const tables = catalog.find(connector, resource);
        if (!tables) throw new StoreError(`${connector}.${resource}: the resource has no tables`);
        memory = memoryOf(connection, memories, tables.id);
        const target: CommitTarget = { connection, tables, spec, memory };
        return writeCommit(target, commit);
      });
    } catch (error) {
      // Sets that were added are gone with the transaction.
      memory?.clear();
      throw error;
    }
  };

  return {
    declare: async (connector, resources) => {
      for (const spec of resources) {
        catalog.declare(connector, spec);
        specs.set(specKey(connector, spec.name), spec);
      }
    },
    commit: async (input) => commit(input),
    read: async (request) => readSamples(connection, catalog, request),
    buckets: async (connector, resource, window, partitions) =>
      readBuckets(connection, catalog.find(connector, resource), window, partitions),
    storedBuckets: async (connector, resource, window, partition) =>
      readBuckets(
        connection,
        catalog.find(connector, resource),
        window,
        partition === undefined ? null : [partition],
      ),
    partitionBuckets: async (connector, resource, window, partitions) =>
      readPartitionBuckets(connection, catalog.find(connector, resource), window, partitions),
    partitionStarts: async (connector, resource, partitions) =>
      readPartitionStarts(connection, catalog.find(connector, resource), partitions),
    partitions: async (connector, resource) => {
      const tables = catalog.find(connector, resource);
      return tables ? readTracked(connection, tables) : [];
    },
    trackPartitions: async (connector, resource, names) => {
      const tables = catalog.find(connector, resource);
      if (!tables || tables.partition === null) {
        throw new StoreError(`${connector}.${resource}: the resource was not declared with a partition`);
      }
      writeTracked(connection, tables, names);
    },
    freshness: async (connector, resource, partitions) => {
      const ofRuns = readFreshness(connection, connector, resource);
      const tables = catalog.find(connector, resource);
      if (!partitions || !tables || tables.partition === null) return ofRuns;
      return freshnessOf(findPartitions(connection, tables, partitions), ofRuns);
    },
    names: async (connector) => readNames(connection, connector),
    saveNames: async (names) => saveNames(connection, names),
    deleteNames: async (connector, kept) => deleteNames(connection, connector, kept),
    version: async () => readVersion(connection),
    progress: async (connector, resource) => readProgress(connection, connector, resource),
    clearProgress: async (connector, resource) => writeProgress(connection, connector, resource, null),
    historyStart: async (connector, resource) => {
      const tables = catalog.find(connector, resource);
      return tables ? readHistoryStart(connection, tables) : null;
    },
    setHistoryStart: async (connector, resource, start) => {
      const tables = catalog.find(connector, resource);
      if (!tables) throw new StoreError(`${connector}.${resource}: the resource was not declared`);
      setHistoryStart(connection, tables, start);
    },
    dimensionValues: async (connector, resource, dimension, options = {}) =>
      readDimensionValues(connection, catalog, connector, resource, dimension, options),
    acquireLease: async (name, holder, seconds, now) => acquireLease(connection, name, holder, seconds, now),
    renewLease: async (lease, seconds, now) => renewLease(connection, lease, seconds, now),
    releaseLease: async (lease) => releaseLease(connection, lease),
    lease: async (name) => readLease(connection, name),
    startRun: async (connector, trigger, now) => startRun(connection, connector, trigger, now),
    updateRun: async (id, resources) => updateRun(connection, id, resources),
    finishRun: async (id, status, resources, now) => finishRun(connection, id, status, resources, now),
    runs: async (options) => readRuns(connection, options),
    revisions: async (filter) => readRevisions(connection, catalog, filter),
    quarantine: async (options) => readQuarantine(connection, options),
    quarantineCounts: async () => countQuarantine(connection),
    quarantinedBuckets: async (connector, resource) =>
      readQuarantinedBuckets(connection, catalog.find(connector, resource)),
    counts: async () => connection.snapshot(() => countResources(connection, catalog)),
    newestBuckets: async (connector) =>
      connection.snapshot(() => readNewestBuckets(connection, ofConnector(catalog, connector))),
    size: async () => measureSize(connection),
    deleteBefore: async (connector, resource, before) =>
      deleteOld(connection, catalog, connector, resource, before),
    forgetUnused: async (connector) =>
      connection.write(() => {
        let forgotten = 0;
        for (const tables of ofConnector(catalog, connector)) {
          if (tables.partition !== null) forgetUnused(connection, tables);
          forgotten += forgetUnusedSets(connection, tables);
        }
        return forgotten;
      }),
    backup: (file) => backUp(connection, file),
    verify: async () => findDamage(connection, catalog),
    close: async () => connection.close(),
  };
}

function ofConnector(catalog: Catalog, connector: string): readonly ResourceTables[] {
  return catalog.all().filter((tables) => tables.connector === connector);
}

function deleteOld(
  connection: Connection,
  catalog: Catalog,
  connector: string,
  resource: string,
  before: number,
): number {
  const tables = catalog.find(connector, resource);
  return tables ? deleteBuckets(connection, tables, before) : 0;
}

/** The ids remembered for a resource, forgotten where a process has deleted sets since. */
function memoryOf(
  connection: Connection,
  memories: Map<number, { generation: number; memory: SetMemory }>,
  resource: number,
): SetMemory {
  const generation =
    connection.get<{ generation: number }>('SELECT generation FROM resources WHERE id = ?', [resource])
      ?.generation ?? 0;
  const known = memories.get(resource);
  if (known && known.generation === generation) return known.memory;
  const memory = createSetMemory();
  memories.set(resource, { generation, memory });
  return memory;
}

function specKey(connector: string, resource: string): string {
  return JSON.stringify([connector, resource]);
}
