import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ConfigError } from '@shipstats/core';

/** What a configuration file gives: its default export, and whatever else it exports. */
export type ConfigModule = Readonly<Record<string, unknown>>;

/**
 * Reads a configuration file: JSON as data, TypeScript and JavaScript as a module (Node strips the types).
 *
 * @throws ConfigError that says where the file cannot be read
 */
export async function importConfig(file: string): Promise<ConfigModule> {
  if (path.extname(file) === '.json') return { default: readJson(file) };
  const url = pathToFileURL(file).href;
  resolveFromHere(url);
  try {
    return (await import(/* @vite-ignore */ url)) as ConfigModule; // a module is an object of its exports
  } catch (error) {
    throw explainImportError(error, file);
  }
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError([{ path: `${file}${jsonPlace(reason, text)}`, message: `not JSON: ${reason}.` }]);
  }
}

function jsonPlace(reason: string, text: string): string {
  const position = /at position (\d+)/.exec(reason)?.[1];
  if (position === undefined) return '';
  return `:${text.slice(0, Number(position)).split('\n').length}`;
}

/** The names under which a configuration may import the language. */
const OURS = /^@shipstats\/[a-z-]+(\/|$)/;

/**
 * Makes a configuration work wherever it lies: with no `node_modules` beside it, and in a folder whose package.json
 * says that its files are CommonJS. `@rawdash/core` is understood as `@shipstats/core`.
 */
function resolveFromHere(configUrl: string): void {
  const configModules = new Set([configUrl]);
  nodeModule.registerHooks({
    resolve(specifier, context, nextResolve) {
      const name = specifier === '@rawdash/core' ? '@shipstats/core' : specifier;
      if (OURS.test(name)) return nextResolve(name, { ...context, parentURL: import.meta.url });
      const resolved = nextResolve(specifier, context);
      const isConfig = configModules.has(resolved.url);
      const isNeighbour = specifier.startsWith('.') && configModules.has(context.parentURL ?? '');
      if (!isConfig && !isNeighbour) return resolved;
      configModules.add(resolved.url);
      const format = formatOf(resolved.url);
      return format === undefined ? resolved : { ...resolved, format };
    },
  });
}

function formatOf(url: string): string | undefined {
  switch (path.extname(new URL(url).pathname)) {
    case '.ts':
    case '.mts':
      return 'module-typescript';
    case '.js':
    case '.mjs':
      return 'module';
    default:
      return undefined;
  }
}

function explainImportError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof ConfigError) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return problem(
      placeIn(error, file),
      `${error.message}.`,
      'Node only strips types: leave out enums, namespaces, decorators and parameter properties.',
    );
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION')
    return problem(file, 'is neither TypeScript, JavaScript nor JSON.');
  if (code === 'ERR_MODULE_NOT_FOUND') {
    const what = error.message.replace(/ imported from .*$/s, '').replace(/^Cannot find/, 'cannot find');
    return problem(placeIn(error, file), `${what}.`, 'Install it, or correct the import.');
  }
  if (error instanceof SyntaxError) {
    return problem(placeIn(error, file), `syntax error: ${error.message}`);
  }
  // What CommonJS provides is not defined in a module.
  if (/^(module|exports|require|__dirname|__filename) is not defined/.test(error.message)) {
    return problem(
      placeIn(error, file),
      `${error.message.replace(/ in ES module scope.*$/s, '')}.`,
      'Write "export default …" and "import …"; configurations are ES modules.',
    );
  }
  return problem(placeIn(error, file), `${error.name}: ${error.message}`);
}

function problem(place: string, message: string, hint?: string): ConfigError {
  return new ConfigError([{ path: place, message, ...(hint === undefined ? {} : { hint }) }]);
}

/** `file:line` of the first place in the stack that is the user's, else where the parser stumbled. */
function placeIn(error: Error, file: string): string {
  const stack = error.stack ?? '';
  const folder = pathToFileURL(path.dirname(file)).href;
  const found = [...stack.matchAll(/(file:\/\/[^\s()]+?):(\d+)(?::\d+)?/g)].find(
    ([, url]) => url?.startsWith(folder) && !url.includes('/node_modules/'),
  );
  if (found?.[1] !== undefined) return `${fileURLToPath(found[1])}:${found[2]}`;
  return error instanceof SyntaxError ? locate(file) : file;
}

/** Node does not tell where plain JavaScript is wrong; its TypeScript parser does. */
function locate(file: string): string {
  try {
    nodeModule.stripTypeScriptTypes(readFileSync(file, 'utf8'), { sourceUrl: file });
  } catch (error) {
    const line = error instanceof Error ? /:(\d+)\n/.exec(error.stack ?? '')?.[1] : undefined;
    if (line !== undefined) return `${file}:${line}`;
  }
  return file;
}
