import { buildStarter } from './search/sqlite/build-starter.ts';
import { readStarterIndex } from './search/starter-index.ts';

// The process that makes the index of the list that ships: started by `make-starter.ts`.
const [file] = process.argv.slice(2);
if (file === undefined) throw new Error('starter-process.ts takes the path of the index');
try {
  process.stdout.write(buildStarter(file, readStarterIndex) ? 'made' : 'there');
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
