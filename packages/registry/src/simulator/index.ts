/**
 * A simulator of npm's services: registry, search, downloads, advisories, attestations and the change feed of a
 * made-up registry, on loopback.
 *
 * @module
 */
export { type ListedPackage, listPackages } from './list-packages.ts';
export type { LoggedRequest, NpmSimulator, NpmSimulatorOptions } from './options.ts';
export { startNpmSimulator } from './start-npm-simulator.ts';
export type { Truth } from './truth.ts';
export type { Fault, FaultKind } from './wire/fault.ts';
export type { World } from './world/create-world.ts';
export type { PackageSpec } from './world/package-spec.ts';
