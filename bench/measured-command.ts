// Runs the `shipstats` command and tells, when it ends, what it cost as a whole process.
import { main } from 'shipstats';

process.exitCode = await main(process.argv.slice(2));
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.send?.({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: maxRSS / 1024 });
});
