import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { contentSecurityPolicy } from '../packages/server/src/access/security-headers.ts';

/** A page around readmes, on loopback. */
export interface ReadmePages {
  readonly origin: string;
  /** Puts HTML into a page. @returns its address, with our policy and without any */
  add(name: string, html: string): { readonly withPolicy: string; readonly withoutPolicy: string };
  close(): Promise<void>;
}

const SHEETS = ['tokens', 'base', 'layout', 'components', 'charts', 'readme', 'print'];

/** Serves pages whose main part is a readme, in our own styles, beside things that a readme must leave alone. */
export async function serveReadmePages(): Promise<ReadmePages> {
  const folder = new URL('../packages/server/src/styles/', import.meta.url);
  const sheets = await Promise.all(SHEETS.map((name) => readFile(new URL(`${name}.css`, folder), 'utf8')));
  // As a bundle would have it; the gutter keeps the width the same with and without a scroll bar.
  const css = `${sheets.join('\n')}\nhtml { scrollbar-gutter: stable; }`;
  const pages = new Map<string, string>();

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const html = pages.get(url.pathname);
    if (html !== undefined) {
      const policy = url.searchParams.has('policy')
        ? { 'Content-Security-Policy': contentSecurityPolicy({ styles: css }) }
        : {};
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...policy }).end(html);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port, not on a pipe
  const origin = `http://127.0.0.1:${port}`;

  return {
    origin,
    add(name, html) {
      pages.set(`/${name}`, around(html, css));
      return { withPolicy: `${origin}/${name}?policy`, withoutPolicy: `${origin}/${name}` };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Everything before the readme keeps its place whatever the readme is. */
function around(readme: string, css: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A readme</title>
<style>${css}</style>
<link rel="icon" href="data:,">
</head>
<body>
<header class="top"><a href="#main">Home</a><label for="search">Search</label><input id="search" name="q" type="search"></header>
<main id="main" tabindex="-1">
<h1 id="title">package</h1>
<p class="soft">A probe of soft text, <kbd>k</kbd>, <code>code</code> and a <button type="button" id="press">button</button></p>
<table><caption>Facts</caption><tbody><tr><th scope="row">Probe</th><td>of a table</td></tr></tbody></table>
<article class="readme" aria-label="Readme">
${readme}
</article>
</main>
<footer class="bottom" id="end"><p>The end</p></footer>
</body>
</html>
`;
}
