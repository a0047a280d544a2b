import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The built client bundle: what pages name or carry, and the files behind them. */
export interface Assets {
  /** The address of the script that brings the islands; null where nothing was built. */
  readonly script: string | null;
  /** The style sheet's text. Pages carry it in their head: asked for by itself, it would hold up the first paint. */
  readonly styles: string;
  /** The file behind an address, held in memory; undefined where there is none. */
  read(address: string): Asset | undefined;
}

export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Its name changes with its content: browsers may keep it for ever. */
  readonly immutable: boolean;
}

/** No bundle at all: for tests, and for pages before the first build. */
export const noAssets: Assets = { script: null, styles: '', read: () => undefined };

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    css: z.array(z.string()).optional(),
    assets: z.array(z.string()).optional(),
    isEntry: z.boolean().optional(),
  }),
);

/** The `base` of vite.config.ts. */
const BASE = '/assets/';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
};

/**
 * Loads what `vite build` wrote into a folder, by its manifest: only files that it lists are ever served.
 *
 * @throws Error that says to build, where there is no manifest.
 */
export function loadAssets(folder: string): Assets {
  const manifestFile = path.join(folder, 'manifest.json');
  let text: string;
  try {
    text = readFileSync(manifestFile, 'utf8');
  } catch (cause) {
    throw new Error(`The client bundle is missing (${manifestFile}): run "npm run build".`, { cause });
  }
  const chunks = Object.values(manifestSchema.parse(JSON.parse(text)));
  const address = (file: string) => BASE + file;
  const files = new Map(
    [...new Set(chunks.flatMap((chunk) => [chunk.file, ...(chunk.assets ?? [])]))].map((file) => [
      address(file),
      {
        body: new Uint8Array(readFileSync(path.join(folder, file))),
        type: TYPES[path.extname(file)] ?? 'application/octet-stream',
        immutable: true,
      } satisfies Asset,
    ]),
  );
  const entries = chunks.filter((chunk) => chunk.isEntry);
  const script = entries.find((chunk) => chunk.file.endsWith('.js'))?.file;
  const styles = entries.flatMap((chunk) => [
    ...(chunk.css ?? []),
    ...(chunk.file.endsWith('.css') ? [chunk.file] : []),
  ]);
  return {
    script: script === undefined ? null : address(script),
    styles: [...new Set(styles)]
      .map((file) => readFileSync(path.join(folder, file), 'utf8').trim())
      .join('\n'),
    read: (name) => files.get(name),
  };
}
