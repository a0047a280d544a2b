import { createProcessIo } from './io.ts';
import { main } from './main.ts';

// The process that `serve` starts for each sync: `shipstats sync NAME --ipc`, so that pages stay quick meanwhile.
process.exitCode = await main(process.argv.slice(2), createProcessIo());
// The channel to the parent would keep it alive.
if (process.connected) process.disconnect();
