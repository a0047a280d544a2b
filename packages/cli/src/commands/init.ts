import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '@shipstats/core';
import { EXIT } from '../exit-codes.ts';
import { CONFIG_NAMES } from '../find-config.ts';
import { configTemplate, envTemplate } from '../init-templates.ts';
import type { GlobalOptions } from '../runtime.ts';
import type { Session } from '../session.ts';

export interface InitOptions extends GlobalOptions {
  readonly force?: boolean;
}

/** Answers `shipstats init`: a configuration to begin with. */
export async function init(options: InitOptions, session: Session): Promise<number> {
  const file = path.resolve(session.cwd, options.config ?? 'shipstats.config.ts');
  const folder = path.dirname(file);
  const example = path.join(folder, '.env.example');
  if (!options.force) refuseToOverwrite(file, options.config === undefined ? CONFIG_NAMES : []);
  const { makeFolder } = await import('@shipstats/store');
  try {
    makeFolder(folder);
    writeFileSync(file, configTemplate);
    const keepsExample = existsSync(example) && !options.force;
    if (!keepsExample) writeFileSync(example, envTemplate);
    const ignored = ignoreEnv(folder);
    const name = path.relative(session.cwd, file) || file;
    session.stdout.write(
      `${[
        `Wrote ${name}${keepsExample ? '' : ' and .env.example'}${ignored ? '; added .env to .gitignore' : ''}.`,
        '',
        'Next:',
        '  1. cp .env.example .env, and put your admin key into it',
        '     (an owner of the OpenAI organization makes one at https://platform.openai.com/settings/organization/admin-keys)',
        '  2. npx shipstats check     tells whether everything is in place',
        '  3. npx shipstats serve     syncs and shows your numbers',
      ].join('\n')}\n`,
    );
    return EXIT.ok;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw new ConfigError([
      {
        path: folder,
        message: `cannot be written (${code}).`,
        hint: 'Choose another folder with --config FILE.',
      },
    ]);
  }
}

function refuseToOverwrite(file: string, names: readonly string[]): void {
  const folder = path.dirname(file);
  const found = [file, ...names.map((name) => path.join(folder, name))].find((each) => existsSync(each));
  if (found === undefined) return;
  throw new ConfigError([
    {
      path: found,
      message: 'is there already.',
      hint: 'Add --force to overwrite it, or name another file with --config.',
    },
  ]);
}

/** Keeps keys out of Git where there is a .gitignore; tells whether it had to be changed. */
function ignoreEnv(folder: string): boolean {
  const file = path.join(folder, '.gitignore');
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  const hasEnv = text.split(/\r?\n/).some((line) => /^\/?\.env\*?$/.test(line.trim()));
  if (hasEnv) return false;
  writeFileSync(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}.env\n`);
  return true;
}
