import { type CheckResult, ConfigError, type ConfiguredConnector, StoreError } from '@shipstats/core';
import { type Colors, colorsFor } from '../colors.ts';
import { EXIT } from '../exit-codes.ts';
import { describeKnown } from '../print-error.ts';
import { printable } from '../printable.ts';
import { plural } from '../run-words.ts';
import { type GlobalOptions, loadRuntime, type Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';

export interface CheckOptions extends GlobalOptions {
  readonly json?: boolean;
}

/** Answers `shipstats check`: everything that a sync needs, looked at without syncing. */
export async function check(options: CheckOptions, session: Session): Promise<number> {
  const results: CheckResult[] = [];
  const report = (result: CheckResult) => {
    results.push(result);
    if (!options.json)
      session.stdout.write(`${renderCheck(result, colorsFor(session.stdout, session.env))}\n`);
  };
  await checkAll(options, session, report);
  const isSound = results.every((result) => result.ok);
  if (options.json) session.stdout.write(`${JSON.stringify({ ok: isSound, checks: results }, null, 2)}\n`);
  return isSound ? EXIT.ok : EXIT.failed;
}

async function checkAll(
  options: CheckOptions,
  session: Session,
  report: (result: CheckResult) => void,
): Promise<void> {
  let runtime: Runtime;
  try {
    runtime = await loadRuntime(options, session);
  } catch (error) {
    for (const result of toFailures('configuration', error)) report(result);
    return;
  }
  const { config } = runtime;
  const widgets = config.dashboards.reduce((sum, dashboard) => sum + dashboard.widgets.length, 0);
  report({
    name: 'configuration',
    ok: true,
    message: `${runtime.configFile ?? 'the demonstration'}: ${plural(config.connectors.length - (runtime.isNpmImplicit ? 1 : 0), 'connector')}, ${plural(config.dashboards.length, 'dashboard')}, ${plural(widgets, 'widget')}`,
  });
  try {
    for (const result of await checkData(runtime)) report(result);
    for (const connector of config.connectors) {
      for (const result of await checkConnector(connector, runtime, session)) report(result);
    }
  } finally {
    await runtime.close();
  }
}

async function checkData(runtime: Runtime): Promise<readonly CheckResult[]> {
  try {
    const store = await runtime.openStore();
    try {
      const damage = await store.verify();
      if (damage.length > 0) {
        const hint = 'Put a backup in its place, or move the file away and sync anew.';
        return damage.map((message) => ({ name: 'data', ok: false, message, hint }));
      }
      const rows = (await store.counts()).reduce((sum, count) => sum + count.rows, 0);
      return [{ name: 'data', ok: true, message: `${runtime.data.file}: ${plural(rows, 'row')}, sound` }];
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError) && !(error instanceof ConfigError)) throw error;
    return toFailures('data', error);
  }
}

async function checkConnector(
  configured: ConfiguredConnector,
  runtime: Runtime,
  session: Session,
): Promise<readonly CheckResult[]> {
  const { name, enabled } = configured;
  if (name === runtime.npmConnector.name && (await runtime.isNpmIdle())) {
    return [{ name, ok: true, message: 'nothing followed: nothing is asked of npm until somebody looks' }];
  }
  if (!enabled) return [{ name, ok: true, message: 'not enabled: its numbers are kept, nothing is synced' }];
  const missing = runtime.secrets.missing([name]);
  if (missing.length > 0) {
    return missing.map(({ path, message, hint }) => ({
      name: `${name}: secret`,
      ok: false,
      message: `${path}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    }));
  }
  try {
    const connector = await runtime.createConnector(configured);
    const results = await connector.check(session.stopSignal());
    return results.map((result) => ({ ...result, name: `${name}: ${result.name}` }));
  } catch (error) {
    return toFailures(name, error);
  }
}

function toFailures(name: string, error: unknown): readonly CheckResult[] {
  if (error instanceof ConfigError) {
    return error.problems.map(({ path, message, hint }) => ({
      name,
      ok: false,
      message: path === '' ? message : `${path}: ${message}`,
      ...(hint === undefined ? {} : { hint }),
    }));
  }
  const message = describeKnown(error);
  if (message === undefined) throw error;
  return [{ name, ok: false, message }];
}

/** `?` stands before what is assumed and not known. */
function renderCheck({ name, ok, message, hint, kind }: CheckResult, colors: Colors): string {
  const sign = kind === 'open' ? colors.dim('?') : ok ? colors.green('✓') : colors.red('✗');
  return `${sign} ${name}: ${printable(message)}${hint === undefined ? '' : `\n  ${printable(hint)}`}`;
}
