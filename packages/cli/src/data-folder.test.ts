import { describe, expect, test } from 'vitest';
import { makeFolder, runCli } from './testing/run-cli.ts';

describe('--data', () => {
  test.each([['sync'], ['query', 'openai_cost_usd'], ['serve'], ['verify']])(
    'says that it is a file, not a folder, to %s',
    async (...argv) => {
      const cwd = makeFolder({ 'data.txt': '' });
      const { code, stderr } = await runCli([...argv, '--demo', '--data', 'data.txt'], { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain(`${cwd}/data.txt is a file, not a folder.`);
    },
  );

  test.runIf(process.platform === 'linux')('ends with an error where no folder can be made', async () => {
    const cwd = makeFolder();
    const { code, stderr } = await runCli(['sync', '--demo', '--data', '/proc/nowhere'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('cannot write to the folder /proc/nowhere/demo (ENOENT)');
    const init = await runCli(['init', '--config', '/proc/nowhere/shipstats.config.ts'], { cwd });
    expect(init.stderr).toContain('/proc/nowhere: cannot be written (ENOENT)');
  });
});
