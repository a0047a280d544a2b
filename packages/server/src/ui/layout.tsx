import { html, raw } from 'hono/html';
import { KeysHelp } from '../explore/box/keys-help.tsx';
import { SearchBox } from '../explore/box/search-box.tsx';
import { Brand } from './brand.tsx';

export type Section = 'explore' | 'dashboards' | 'metrics' | 'sources';

export interface LayoutProps {
  /** The page's own title; the product's name is added. */
  readonly title: string;
  readonly description: string;
  /** Which entry of the navigation the page belongs to. */
  readonly section?: Section;
  readonly version: string;
  /** The style sheet's text, and the address of the script. */
  readonly assets: { readonly styles: string; readonly script?: string };
  /** The data folder as the user named it. */
  readonly dataLabel: string;
  /** Says on every page that the numbers are made by the simulator. */
  readonly synthetic?: boolean | 'dashboards';
  /** Where the three steps to one's own data are told. */
  readonly connectHref?: string;
  /** Feeds of what the page shows, for feed readers to find. */
  readonly feeds?: readonly { readonly href: string; readonly type: string; readonly title: string }[];
  /** What stands in the search field of the bar on top; null where the page has the field itself. */
  readonly search?: string | null;
  readonly children?: unknown;
}

const NAV: readonly { readonly section: Section; readonly href: string; readonly label: string }[] = [
  { section: 'dashboards', href: '/dashboards', label: 'Dashboards' },
  { section: 'metrics', href: '/metrics', label: 'Metrics' },
  { section: 'sources', href: '/sources', label: 'Sources' },
];

/** The shell of every page: head, skip link, navigation, the page itself, footer. */
export function Layout(props: LayoutProps) {
  const { title, description, section, version, assets, dataLabel, synthetic, connectHref } = props;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#fcfcfa" media="(prefers-color-scheme: light)" />
        <meta name="theme-color" content="#0e1216" media="(prefers-color-scheme: dark)" />
        <title>{`${title} · Shipstats`}</title>
        <meta name="description" content={description} />
        {/* Tiles line up with each other, and the footer with the window: drawn before all has arrived, the first would move. */}
        {/* (As text: the JSX renderer would drop "blocking".) */}
        {html`<link rel="expect" href="#keys" blocking="render">`}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link
          rel="search"
          href="/opensearch.xml"
          type="application/opensearchdescription+xml"
          title="Shipstats"
        />
        {(props.feeds ?? []).map((feed) => (
          <link rel="alternate" href={feed.href} type={feed.type} title={feed.title} />
        ))}
        {assets.styles === '' ? null : html`<style>${raw(assets.styles)}</style>`}
        {assets.script === undefined ? null : <script type="module" src={assets.script} />}
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to content
        </a>
        <header class="top">
          <a class="brand" href="/">
            <Brand />
            Shipstats
          </a>
          {props.search === null ? null : <SearchBox value={props.search ?? ''} />}
          <nav aria-label="Main">
            {NAV.map((entry) => (
              <a href={entry.href} aria-current={entry.section === section ? 'page' : undefined}>
                {entry.label}
              </a>
            ))}
          </nav>
        </header>
        {synthetic ? (
          <SyntheticBar
            connectHref={connectHref ?? '/docs/getting-started'}
            isOfDashboards={synthetic === 'dashboards'}
          />
        ) : null}
        <main id="main" tabindex={-1}>
          {props.children}
        </main>
        <footer class="bottom">
          <p>
            Shipstats {version} · your data stays in <code>{dataLabel}</code>
          </p>
          <nav aria-label="More">
            <a href="/api">API</a>
            <a href="/feeds">Feeds</a>
            <a href="/docs">Docs</a>
            <button type="button" popovertarget="keys">
              Keys
            </button>
          </nav>
        </footer>
        <KeysHelp />
      </body>
    </html>
  );
  return html`<!doctype html>${page}`;
}

interface SyntheticBarProps {
  readonly connectHref: string;
  readonly isOfDashboards: boolean;
}

function SyntheticBar({ connectHref, isOfDashboards }: SyntheticBarProps) {
  return (
    <aside class="synthetic" aria-label="Synthetic data">
      <p>
        {isOfDashboards ? (
          <>
            <b>Synthetic data</b> on the dashboards: a demonstration, synced from the built-in simulator.
            npm’s numbers are real.{' '}
          </>
        ) : (
          <>
            <b>Synthetic data.</b> A demonstration, synced from the built-in simulator.{' '}
          </>
        )}
        <a href={connectHref}>Connect your own OpenAI organization</a> in three steps.
      </p>
    </aside>
  );
}
