import type { ModuleFormat } from './package-facts.ts';
import { asObject } from './plain-object.ts';

/** What the entry points of a version tell. */
export interface EntryPoints {
  readonly format: ModuleFormat;
  /** `exports` names declarations of TypeScript. */
  readonly hasTypes: boolean;
}

type Manifest = Readonly<Record<string, unknown>>;
type Format = 'esm' | 'cjs';

const MAX_DEPTH = 10;
const MAX_TARGETS = 2_000;
const DECLARATION = /\.d\.[cm]?ts$/;

/**
 * Reads what a version can be loaded by: `type`, `exports`, `module`, and the ending of `main`, as Node and the
 * bundlers read them (https://nodejs.org/api/packages.html).
 */
export function readEntryPoints(name: string, manifest: Manifest): EntryPoints {
  const own: Format = manifest.type === 'module' ? 'esm' : 'cjs';
  const formats = new Set<Format>();
  const hasTypes = readExports(manifest.exports, own, formats);
  if (formats.size === 0) {
    const { main } = manifest;
    if (typeof main === 'string' && main !== '' && !DECLARATION.test(main)) {
      const format = formatOf(main, undefined, own);
      if (format !== undefined) formats.add(format);
    }
  }
  // A file for bundlers: Node does not look at it.
  if (typeof manifest.module === 'string' && !formats.has('esm')) formats.add('esm');
  return { format: toModuleFormat(formats) ?? withoutEntry(name, manifest), hasTypes };
}

function toModuleFormat(formats: ReadonlySet<Format>): ModuleFormat | undefined {
  if (formats.size === 2) return 'dual';
  return [...formats][0];
}

function withoutEntry(name: string, manifest: Manifest): ModuleFormat {
  if (name.startsWith('@types/') || manifest.main === '') return 'none';
  if (manifest.type === 'module') return 'esm';
  if (manifest.type === 'commonjs') return 'cjs';
  // Node would take `index.js`; whether there is one, the packument does not say.
  return manifest.bin === undefined ? 'unknown' : 'none';
}

/** Collects the formats of the main entry; tells whether any entry has declarations. */
function readExports(exports: unknown, own: Format, formats: Set<Format>): boolean {
  let hasTypes = false;
  let targets = 0;
  const object = asObject(exports);
  const paths = Object.keys(object ?? {}).filter((key) => key.startsWith('.'));
  const hasMain = paths.includes('.');

  const visit = (value: unknown, condition: Format | undefined, isMain: boolean, depth: number) => {
    targets += 1;
    if (depth > MAX_DEPTH || targets > MAX_TARGETS) return;
    if (typeof value === 'string') {
      if (DECLARATION.test(value)) hasTypes = true;
      const format = formatOf(value, condition, own);
      if (isMain && format !== undefined) formats.add(format);
    } else if (Array.isArray(value)) {
      visit(value[0], condition, isMain, depth + 1);
    } else {
      for (const [key, each] of Object.entries(asObject(value) ?? {})) {
        if (key === 'types' || key.startsWith('types@')) hasTypes ||= typeof each === 'string';
        else if (key === 'import' || key === 'module' || key === 'module-sync') {
          visit(each, 'esm', isMain, depth + 1);
        } else visit(each, key === 'require' ? 'cjs' : condition, isMain, depth + 1);
      }
    }
  };

  if (paths.length === 0) visit(exports, undefined, true, 0);
  else for (const path of paths) visit(object?.[path], undefined, path === '.' || !hasMain, 0);
  return hasTypes;
}

/** What a file is: by its ending, else by the condition that leads to it, else by the package's `type`. */
function formatOf(file: string, condition: Format | undefined, own: Format): Format | undefined {
  if (DECLARATION.test(file)) return undefined;
  if (file.endsWith('.mjs')) return 'esm';
  if (file.endsWith('.cjs')) return 'cjs';
  const ending = /\.([a-z0-9]{1,8})$/i.exec(file)?.[1]?.toLowerCase();
  if (ending !== undefined && /^(?:json|css|scss|less|wasm|svg|html|md|txt|map)$/.test(ending)) {
    return undefined;
  }
  return condition ?? own;
}
