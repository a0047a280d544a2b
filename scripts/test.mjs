// npm test: sets up what is missing, then every check, the real browser's included.
// With arguments (`npm test -- packages/core`) they go to vitest, and nothing else runs.
// The last line is for machines: "N passed, N failed", and ", N skipped" when there are any.
import './node-version.mjs';
import fs from 'node:fs';
import path from 'node:path';
import {
  browserHelp,
  ensureBrowser,
  ensureBuilt,
  ensureInstalled,
  root,
  runMain,
  runNode,
  SetupError,
} from './setup.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };
/** What failed, told once more at the end, where the last screen of a long log shows it. */
const failures = [];

/** Runs one check that is not vitest's, and counts it as one test. */
function check(name, act) {
  process.stdout.write(`\n== ${name}\n`);
  try {
    act();
    total.passed += 1;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stdout.write(`${error.message}\nFAILED: ${name}\n`);
    total.failed += 1;
    failures.push(name);
  }
}

/** Runs a tool of the project; a non-zero exit fails the check. */
function tool(file, ...args) {
  if (runNode([path.join(root, 'node_modules', file), ...args]) !== 0) throw new SetupError('See above.');
}

/** A failed test with its file and the beginning of what it said. */
function describeFailure(file, test, message) {
  const lines = message.split('\n').slice(0, 12);
  return [`${path.relative(root, file)} › ${test}`, ...lines].join('\n    ');
}

/** Runs vitest; gives the files of its report, and its exit code. */
function runVitest(name, args) {
  process.stdout.write(`\n== ${name}\n`);
  const report = path.join(root, '.cache', `vitest-${name.replaceAll(' ', '-')}.json`);
  fs.rmSync(report, { force: true }); // never count an earlier run's
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile=${report}`];
  const exitCode = runNode([path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args]);
  const files = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')).testResults : [];
  return { files, exitCode };
}

/** Whether the process of a file ended in the middle: no test of it has failed, and it said nothing. */
function isCrashed({ status, message, assertionResults }) {
  return status === 'failed' && message === '' && assertionResults.every((test) => test.status !== 'failed');
}

/**
 * Runs vitest and adds up its report. Where nothing has failed but that Node crashed in a file, all of it is run once
 * more, and that is said: V8 may end a process by a check of its own (https://github.com/nodejs/node/issues/64500).
 */
function vitest(name, ...args) {
  let { files, exitCode } = runVitest(name, args);
  const bad = files.filter(({ status }) => status === 'failed');
  if (bad.length > 0 && bad.every(isCrashed)) {
    process.stdout.write(
      `\nNode crashed in ${bad.map((file) => path.relative(root, file.name)).join(', ')}.\n`,
    );
    ({ files, exitCode } = runVitest(`${name} once more`, args));
  }
  let failed = 0;
  for (const { name: file, status, message, assertionResults } of files) {
    const told = assertionResults.filter((test) => test.status === 'failed');
    for (const test of told)
      failures.push(describeFailure(file, test.fullName, test.failureMessages.join('\n')));
    if (told.length === 0 && status === 'failed')
      failures.push(describeFailure(file, '(the whole file)', message));
    const count = (...statuses) => assertionResults.filter((test) => statuses.includes(test.status)).length;
    total.passed += count('passed');
    total.skipped += count('skipped', 'pending', 'todo', 'disabled');
    // A file that could not even be loaded has failed without a failed test in it.
    failed += count('failed') || (status === 'failed' ? 1 : 0);
  }
  // Neither may a crash or an error outside of the tests pass unseen.
  total.failed += failed || (exitCode === 0 ? 0 : 1);
}

await runMain(() => {
  const args = process.argv.slice(2);
  try {
    ensureInstalled();
    if (args.length > 0) {
      ensureBrowser();
      vitest('selected tests', ...args);
    } else {
      check('build', ensureBuilt);
      // What the build leaves out as well: tests, benchmarks, examples and the client.
      check('types', () => tool('typescript/bin/tsc', '-b'));
      check('format and lint', () => tool('@biomejs/biome/bin/biome', 'check', '.'));
      check('browser', () => {
        // Without one the browser tests below run all the same, and fail.
        if (!ensureBrowser()) throw new SetupError(browserHelp);
      });
      vitest('unit and browser tests');
      vitest('odd zone', '--config', 'scripts/odd-zone.vitest.config.ts');
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stdout.write(`${error.message}\n`);
    total.failed += 1;
  }
  for (const failure of failures) process.stdout.write(`\nFAILED: ${failure}\n`);
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed${skipped}\n`);
  return total.failed > 0 ? 1 : 0;
});
