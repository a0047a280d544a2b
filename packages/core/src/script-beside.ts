/** A script for a thread or process of its own, and what Node has to be told to run it. */
export interface ScriptBeside {
  readonly url: URL;
  /** Absent where nothing has to be told. */
  readonly execArgv?: string[];
}

/**
 * Finds the script that stands beside a module, for `new Worker` and `fork`: TypeScript in a checkout, JavaScript at the
 * top of the package's bundle once it is built.
 *
 * @param moduleUrl the `import.meta.url` of the module that starts it
 * @param name of the file, without its ending
 * @example
 * const { url, ...options } = scriptBeside(import.meta.url, 'read-worker');
 * new Worker(url, options);
 */
export function scriptBeside(moduleUrl: string, name: string): ScriptBeside {
  const isSource = moduleUrl.endsWith('.ts');
  return {
    url: new URL(`./${name}.${isSource ? 'ts' : 'js'}`, moduleUrl),
    // In a checkout the other packages are read from their sources too.
    ...(isSource ? { execArgv: ['--conditions=source'] } : {}),
  };
}
