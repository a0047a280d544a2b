// The command from its sources, without a build: `node --conditions=source packages/cli/src/testing/run-source.ts …`.
import { main } from '../main.ts';

process.exitCode = await main(process.argv.slice(2));
