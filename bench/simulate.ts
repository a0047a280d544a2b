// A simulator in a process of its own, so that its work is not counted as ours.
import { startSimulator } from '@shipstats/connector-openai/simulator';

const rowsPerDay = Number(process.argv[2]);
const simulator = await startSimulator({ seed: 1, now: process.argv[3] ?? '', scale: { rowsPerDay } });
process.send?.({ url: simulator.url, key: simulator.adminKey });
