import { type Browser, chromium, type Page } from 'playwright-core';

/** What a headless Chrome needs to start anywhere, a container included, and to ask nobody else for anything. */
export const CHROME_FLAGS: readonly string[] = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

interface BrowserSetup {
  ensureBrowser(): string | undefined;
  readonly browserHelp: string;
}

/** The path of a Chrome or Chromium: CHROME_PATH, else where one usually is. @throws Error that says what to install */
export async function findBrowser(): Promise<string> {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  const setup = new URL('../scripts/setup/browser.mjs', import.meta.url).href;
  const { ensureBrowser, browserHelp }: BrowserSetup = await import(setup); // our own script, which has no types
  const browser = ensureBrowser();
  if (browser === undefined) throw new Error(`The browser tests need a browser. ${browserHelp}`);
  return browser;
}

/** Starts a real browser. @throws Error that names what is missing: without a browser the tests fail */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findBrowser();
  try {
    return await chromium.launch({ executablePath, args: [...CHROME_FLAGS] });
  } catch (error) {
    throw new Error(
      `The browser tests need a browser, and ${executablePath} does not start. Name another in CHROME_PATH.`,
      { cause: error },
    );
  }
}

/** What went wrong in a page since it was opened, one line each; empty when all is well. */
export interface PageTrouble {
  readonly lines: readonly string[];
  /** Bytes of the scripts that the page has loaded, compressed by gzip or not at all. */
  readonly scripts: readonly Buffer[];
}

/** Listens to console, errors, requests and policy violations of a page; to be called before it goes anywhere. */
export async function watchPage(page: Page, origin: string): Promise<PageTrouble> {
  const lines: string[] = [];
  const scripts: Buffer[] = [];
  page.on('console', (message) => {
    // The browser reports a page that is meant to be missing, gone or no question as well.
    const isThePageItself =
      message.location().url === page.url() && /status of 4(00|04|10)\b/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isThePageItself) {
      lines.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => lines.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') lines.push(`request to another host: ${url.href}`);
  });
  page.on('requestfailed', (request) => {
    // A stream of events ends when its page is left.
    if (!request.url().endsWith('/events')) {
      lines.push(`failed: ${request.url()} (${request.failure()?.errorText})`);
    }
  });
  page.on('response', async (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      lines.push(`${response.status()}: ${response.url()}`);
    }
    if (response.request().resourceType() === 'script') scripts.push(await response.body());
  });
  return { lines, scripts };
}
