import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { INDEX_FORMAT } from './sqlite/index-schema.ts';

const POINTER = 'current.json';
/** In names of files: its number. */
const FORMAT = INDEX_FORMAT.replace(/^.* /, '');
const pointerSchema = z.object({ file: z.string().regex(/^[\w.-]+\.sqlite$/) });

/** Which index of a folder is in use: a small file names it, and is replaced in one step. */
export interface IndexFolder {
  readonly folder: string;
  /** The path of the index in use; null where none was ever built here. */
  current(): string | null;
  /** Where the index of the list that ships is kept; another list, or another format, has another place. */
  starter(builtOn: string): string;
  /** Whether there is one, of whatever list: to tell which ships takes reading it. */
  hasStarter(): boolean;
  /** A new path, for a build that nobody sees until it is `use`d. */
  next(id: string): string;
  /** Puts an index into use, at once for everybody who looks; the one before it is removed. */
  use(file: string): void;
  /** Looks at the folder anew with the next question: what was found there is gone. */
  forget(): void;
  /** Removes every index but the one in use: what builds left behind that were killed. */
  clean(): void;
}

/** Looks at the folder no more often than this. */
const LOOK_MS = 500;

export function openIndexFolder(folder: string, now: () => number = () => performance.now()): IndexFolder {
  const pointer = path.join(folder, POINTER);
  let known: { readonly at: number; readonly stamp: string; readonly file: string | null } | undefined;
  const read = (): string | null => {
    const parsed = pointerSchema.safeParse(parseJson(readFileSync(pointer, 'utf8')));
    if (!parsed.success) return null;
    const file = path.join(folder, parsed.data.file);
    return existsSync(file) ? file : null;
  };
  return {
    folder,
    current() {
      const at = now();
      if (known !== undefined && at - known.at < LOOK_MS) return known.file;
      const stamp = stampOf(pointer);
      const file = stamp === known?.stamp ? known.file : stamp === '' ? null : read();
      known = { at, stamp, file };
      return file;
    },
    starter: (builtOn) => path.join(folder, `starter-${builtOn}-${FORMAT}.sqlite`),
    hasStarter: () =>
      existsSync(folder) &&
      readdirSync(folder).some((name) => name.startsWith('starter-') && name.endsWith(`-${FORMAT}.sqlite`)),
    next(id) {
      mkdirSync(folder, { recursive: true });
      return path.join(folder, `index-${id}.sqlite`);
    },
    use(file) {
      const unfinished = `${pointer}.${process.pid}`;
      writeFileSync(unfinished, JSON.stringify({ file: path.basename(file) }), { flush: true });
      renameSync(unfinished, pointer);
      known = undefined;
      removeOthers(folder, path.basename(file));
    },
    forget() {
      known = undefined;
    },
    clean() {
      known = undefined;
      const file = this.current();
      removeOthers(folder, file === null ? null : path.basename(file));
    },
  };
}

/** Whoever has an old one open reads on in it: its name is gone, not its content. */
function removeOthers(folder: string, kept: string | null): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const isIndex = /^index-.*\.sqlite(-wal|-shm)?$/.test(name);
    if (!isIndex || (kept !== null && name.startsWith(kept))) continue;
    try {
      rmSync(path.join(folder, name), { force: true });
    } catch {
      // On Windows an open file cannot be removed; the next build will try again.
    }
  }
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? '' : `${stat.mtimeMs} ${stat.ino} ${stat.size}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a damaged pointer points nowhere
  }
}
