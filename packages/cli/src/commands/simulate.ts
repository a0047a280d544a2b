import { ConfigError, suggest } from '@shipstats/core';
import { EXIT } from '../exit-codes.ts';
import { readWhole } from '../read-whole.ts';
import type { Session } from '../session.ts';
import { UsageError } from '../usage-error.ts';

export interface SimulateOptions {
  readonly port: string;
  readonly seed: string;
  readonly now?: string;
}

/** Answers `shipstats simulate openai`: the API on this machine, until stopped. */
export async function simulate(source: string, options: SimulateOptions, session: Session): Promise<number> {
  if (source !== 'openai') {
    throw new UsageError(
      `There is no simulator of ${JSON.stringify(source)}. ${suggest(source, ['openai'])}`,
    );
  }
  const port = readWhole(options.port, '--port', 65_535);
  const seed = readWhole(options.seed, '--seed', Number.MAX_SAFE_INTEGER);
  const now = options.now ?? (session.env.SHIPSTATS_NOW || undefined);
  if (now !== undefined && Number.isNaN(Date.parse(now))) {
    const origin = options.now === undefined ? 'SHIPSTATS_NOW' : '--now';
    throw new UsageError(
      `${origin}: ${JSON.stringify(now)} is not a moment. Write it as 2026-11-22T12:00:00Z.`,
    );
  }
  const signal = session.stopSignal();
  const { startSimulator } = await import('@shipstats/connector-openai/simulator');
  const simulator = await startSimulator({
    port,
    seed,
    ...(now === undefined ? {} : { now: new Date(now) }),
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new ConfigError([
      { path: '--port', message: `port ${port} is in use.`, hint: 'Choose another, or 0 for any free one.' },
    ]);
  });
  session.stdout.write(
    `${[
      `OpenAI's admin API, simulated (seed ${seed}, ${now === undefined ? 'live clock' : `clock at ${simulator.now().toISOString()}`}): ${simulator.url}`,
      `Key: ${simulator.adminKey}`,
      '',
      'To sync from it instead of the real API:',
      `  OPENAI_BASE_URL=${simulator.url}/v1 OPENAI_ADMIN_API_KEY=${simulator.adminKey}${now === undefined ? '' : ` SHIPSTATS_NOW=${now}`} npx shipstats sync`,
      `What it holds, exactly: ${simulator.url}/__sim/truth?endpoint=costs`,
    ].join('\n')}\n`,
  );
  if (!signal.aborted) {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  }
  await simulator.close();
  return EXIT.ok;
}
