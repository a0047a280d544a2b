import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { say } from './report.mjs';

const isWindows = process.platform === 'win32';

/**
 * The path of a Chrome or Chromium, put into CHROME_PATH for everything started from here; undefined when
 * there is none. Where it may (root on a Debian-like system) it installs one.
 */
export function ensureBrowser() {
  const browser = findBrowser() ?? (installBrowser() ? findBrowser() : undefined);
  if (browser) process.env.CHROME_PATH = browser;
  return browser;
}

/** What to tell a user on whose machine {@link ensureBrowser} found nothing. */
export const browserHelp =
  'No Chrome or Chromium was found. Install one (Debian, Ubuntu: `sudo apt-get install chromium`; macOS:\n' +
  '`brew install --cask google-chrome`; Windows: https://www.google.com/chrome), or name yours in CHROME_PATH.';

function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) {
    if (works(named)) return named;
    say(`CHROME_PATH is ${named}, but that does not start; looking elsewhere.`);
  }
  return candidates().find(works);
}

function candidates() {
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(process.env.HOME ?? '', 'Applications')].flatMap((folder) => [
      path.join(folder, 'Google Chrome.app/Contents/MacOS/Google Chrome'),
      path.join(folder, 'Chromium.app/Contents/MacOS/Chromium'),
    ]);
  }
  if (isWindows) {
    return [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
      .filter(Boolean)
      .map((folder) => path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'));
  }
  const names = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser', 'chrome'];
  const folders = [
    ...(process.env.PATH ?? '').split(path.delimiter).filter(Boolean),
    '/usr/bin',
    '/snap/bin',
  ];
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** A file is not enough: Ubuntu's /usr/bin/chromium-browser may only ask for a snap. Windows would open a window. */
function works(file) {
  if (!existsSync(file)) return false;
  return isWindows || spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0;
}

function installBrowser() {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) return false;
  say('Installing Chromium for the browser tests (apt-get), once: about a minute …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const aptGet = (...args) =>
    spawnSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 2] }).status === 0;
  // Without a font package there is no text in the pages, and their sizes are wrong.
  const packageNames = ['chromium', 'fonts-liberation'];
  return aptGet('update') && aptGet('install', '-y', '--no-install-recommends', ...packageNames);
}
