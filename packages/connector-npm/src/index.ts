/**
 * npm's download counts as metrics: by package and day, by version, and of the whole registry.
 *
 * @module
 */
export { createNpmConnector, type NpmPartition, type NpmSources } from './connector.ts';
export { type Counted, type Counting, createCounting } from './counting.ts';
export { createNpmDefinition, type NpmDefinitionSources, npmDefinition } from './definition.ts';
export { type NpmOptions, npmOptions } from './options.ts';
export { type PackageSources, type PackagesOfUser, partitionsFrom } from './partitions-from.ts';
export { npmResources } from './resources.ts';
