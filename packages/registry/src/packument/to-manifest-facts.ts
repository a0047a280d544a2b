import { readEntryPoints } from './module-format.ts';
import type { Dependency, VersionFacts } from './package-facts.ts';
import { asObject } from './plain-object.ts';
import { toPlainText, toPlainTexts } from './plain-text.ts';
import { DEPENDENCY_FIELDS, toDependencies } from './to-dependencies.ts';
import { toLicense } from './to-license.ts';
import { toRepository } from './to-repository.ts';
import { toTypes } from './to-types.ts';
import { toUser } from './to-users.ts';
import { toWebLink } from './web-link.ts';

/** What the manifest of a version tells: kept for every version. Tags and dates stand elsewhere in the packument. */
export interface ManifestFacts extends Omit<VersionFacts, 'name' | 'version' | 'tags' | 'publishedAt'> {
  /** The address of the archive, as the registry gives it. */
  readonly tarball: string | null;
  /** Subresource integrity of the archive; null for versions from before 2017. */
  readonly integrity: string | null;
  /** SHA-1 of the archive, in hexadecimal. */
  readonly shasum: string | null;
}

const MAX_DESCRIPTION = 1_000;
const MAX_MESSAGE = 1_000;
const MAX_WORD = 100;
/** Lists of dependencies that are kept at hand while a packument is read. */
const MAX_KNOWN = 32;
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];

/** Reads one version of a packument, whatever shape it has: what cannot be read is not known. Pure. */
export function toManifestFacts(name: string, value: unknown): ManifestFacts {
  return createManifestReader(name)(value);
}

/** Reads the versions of one packument: neighbours have the same dependencies, which are then read once. */
export function createManifestReader(name: string): (value: unknown) => ManifestFacts {
  const known = new Map<string, Dependency[]>();
  const readDependencies = (manifest: Readonly<Record<string, unknown>>): Dependency[] => {
    const key = JSON.stringify(DEPENDENCY_FIELDS.map((field) => manifest[field]));
    const before = known.get(key);
    if (before !== undefined) return before;
    const dependencies = toDependencies(manifest);
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(key, dependencies);
    return dependencies;
  };
  return (value) => readManifest(name, asObject(value) ?? {}, readDependencies);
}

function readManifest(
  name: string,
  manifest: Readonly<Record<string, unknown>>,
  readDependencies: (manifest: Readonly<Record<string, unknown>>) => Dependency[],
): ManifestFacts {
  const dist = asObject(manifest.dist) ?? {};
  const { format, hasTypes } = readEntryPoints(name, manifest);
  return {
    publisher: toUser(manifest._npmUser),
    description: toPlainText(manifest.description, MAX_DESCRIPTION),
    deprecated: toDeprecation(manifest.deprecated),
    license: toLicense(manifest.license, manifest.licenses),
    types: toTypes(name, manifest, hasTypes),
    moduleFormat: format,
    engines: toEngines(manifest.engines),
    os: toPlainTexts(manifest.os, MAX_WORD, 50),
    cpu: toPlainTexts(manifest.cpu, MAX_WORD, 50),
    unpackedSize: toCount(dist.unpackedSize),
    fileCount: toCount(dist.fileCount),
    dependencies: readDependencies(manifest),
    bin: toCommands(name, manifest.bin),
    hasInstallScripts: hasInstallScripts(manifest),
    repository: toRepository(manifest.repository),
    gitHead: toGitHead(manifest.gitHead),
    homepage: toWebLink(manifest.homepage),
    issues: toWebLink(asObject(manifest.bugs)?.url ?? manifest.bugs),
    funding: toFunding(manifest.funding),
    keywords: toKeywords(manifest.keywords),
    hasProvenance: asObject(dist.attestations) !== undefined,
    tarball: toWebLink(dist.tarball),
    integrity: toPlainText(dist.integrity, 500),
    shasum: typeof dist.shasum === 'string' && /^[0-9a-f]{40}$/i.test(dist.shasum) ? dist.shasum : null,
  };
}

/** The message; null where `""`, `false` or nothing says that it is not deprecated. */
export function toDeprecation(value: unknown): string | null {
  return value === true ? 'This version is deprecated.' : toPlainText(value, MAX_MESSAGE);
}

function toCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** `{node: ">=18"}`; old packages write `["node >=0.8"]`. */
function toEngines(value: unknown): Record<string, string> {
  const entries: unknown[][] = Array.isArray(value)
    ? value.map((each) => /^\s*([\w-]+)\s*(.*)$/s.exec(String(each))?.slice(1) ?? [])
    : Object.entries(asObject(value) ?? {});
  const read = entries.slice(0, 20).flatMap(([engine, range]) => {
    const text = toPlainText(range, MAX_WORD);
    const isName = typeof engine === 'string' && /^[a-z][\w.-]{0,40}$/i.test(engine);
    return isName && text !== null ? [[engine, text] as const] : [];
  });
  return Object.fromEntries(read);
}

/** `{"command": "file"}`, or a file alone, whose command is called as the package without its scope. */
function toCommands(name: string, bin: unknown): string[] {
  if (typeof bin === 'string' && bin !== '') return [name.slice(name.indexOf('/') + 1)];
  return toPlainTexts(Object.keys(asObject(bin) ?? {}), MAX_WORD, 200);
}

function hasInstallScripts(manifest: Readonly<Record<string, unknown>>): boolean {
  if (manifest.hasInstallScript === true || manifest.gypfile === true) return true;
  const scripts = asObject(manifest.scripts) ?? {};
  return INSTALL_SCRIPTS.some((script) => typeof scripts[script] === 'string' && scripts[script] !== '');
}

function toGitHead(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f]{7,64}$/i.test(value) ? value.toLowerCase() : null;
}

function toFunding(value: unknown): string[] {
  const list = Array.isArray(value) ? value.slice(0, 20) : [value];
  const links = list.map((each) => toWebLink(asObject(each)?.url ?? each));
  return [...new Set(links.filter((link) => link !== null))];
}

/** A list, or one text with commas. */
function toKeywords(value: unknown): string[] {
  return toPlainTexts(typeof value === 'string' ? value.split(',') : value, MAX_WORD, 100);
}
