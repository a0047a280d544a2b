import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Config, ConfigError, type ConfigProblem, Secret } from '@shipstats/core';
import type { Io } from './io.ts';

/** Opens secrets, and knows what must never be shown. */
export interface SecretBox {
  /** @throws ConfigError that names the three ways to set it */
  resolve(secret: Secret): string;
  /** Every value that can be opened, for `createRedact`. */
  values(): readonly string[];
  /** One problem for each secret of an enabled connector that is not set. */
  missing(connectors?: readonly string[]): readonly ConfigProblem[];
}

/** Resolves a configuration's secrets from the environment, `.env` or the file that `NAME_FILE` names. */
export function createSecretBox(config: Config, env: Io['env'], cwd: string): SecretBox {
  const secretsOf = config.connectors.map((connector, index) => ({
    connector,
    secrets: findSecrets(connector.options, `connectors[${index}].config`),
  }));
  const resolve = (secret: Secret): string => {
    const value = readSecret(secret, env, cwd);
    if (value === undefined) throw new ConfigError([missingProblem(secret, '')]);
    return value;
  };
  return {
    resolve,
    values: () =>
      secretsOf
        .flatMap(({ secrets }) => secrets.map(({ secret }) => tryRead(secret, env, cwd)))
        .filter((value) => value !== undefined),
    missing: (connectors) =>
      secretsOf
        .filter(({ connector }) => connector.enabled && (connectors?.includes(connector.name) ?? true))
        .flatMap(({ secrets }) =>
          secrets.flatMap(({ secret, place }) => {
            try {
              return readSecret(secret, env, cwd) === undefined ? [missingProblem(secret, place)] : [];
            } catch (error) {
              if (!(error instanceof ConfigError)) throw error;
              return error.problems;
            }
          }),
        ),
  };
}

function readSecret(secret: Secret, env: Io['env'], cwd: string): string | undefined {
  const value = env[secret.name]?.trim();
  if (value) return value;
  const file = env[`${secret.name}_FILE`];
  if (!file) return undefined;
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8').trim() || undefined;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError([
      { path: `${secret.name}_FILE`, message: `cannot read ${file} (${reason}).`, hint: 'Correct the path.' },
    ]);
  }
}

function tryRead(secret: Secret, env: Io['env'], cwd: string): string | undefined {
  try {
    return readSecret(secret, env, cwd);
  } catch {
    return undefined; // a NAME_FILE that cannot be read: nothing to hide
  }
}

function missingProblem(secret: Secret, place: string): ConfigProblem {
  return {
    path: place,
    message: `the secret ${secret.name} is not set.`,
    hint: `Set it in the environment, write ${secret.name}=… into .env beside the configuration, or put it into a file and name that in ${secret.name}_FILE.`,
  };
}

function findSecrets(value: unknown, place: string): { readonly secret: Secret; readonly place: string }[] {
  if (value instanceof Secret) return [{ secret: value, place }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => findSecrets(item, `${place}.${key}`));
}
