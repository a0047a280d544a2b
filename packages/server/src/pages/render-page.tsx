import type { Context } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { AppContext } from '../app-context.ts';
import { publicOrigin } from '../public-url.ts';
import { Layout, type LayoutProps, type Section } from '../ui/index.ts';

export interface PageSpec {
  readonly title: string;
  /** What the page holds, in a sentence: for search engines and previews. */
  readonly description: string;
  readonly section?: Section;
  readonly status?: StatusCode;
  /** The address without what does not change the content; the path alone if not told. */
  readonly canonical?: string;
  /** Feeds of what the page shows. */
  readonly feeds?: LayoutProps['feeds'];
  /** What stands in the search field; null where the page has the field itself. */
  readonly search?: string | null;
  /** The numbers on it are made up; if not told, those of Explore are where npm is simulated, others in a demonstration. */
  readonly isSynthetic?: boolean | 'dashboards';
  /** Something of it is on its way: nobody keeps the page as it is. */
  readonly isUnfinished?: boolean;
}

/** Answers with a whole page: the shell around what a route has made. */
export function renderPage(
  http: Context,
  context: AppContext,
  page: PageSpec,
  content: unknown,
): Response | Promise<Response> {
  const { assets, dataLabel, demo, simulatedNpm = false, version } = context;
  http.status(page.status ?? 200);
  // As it was sent, with its percent signs: a header holds no other letters.
  const path = page.canonical ?? new URL(http.req.url).pathname;
  http.header('Link', `<${publicOrigin(http)}${path}>; rel="canonical"`);
  // Asked for again each time, so that numbers are never old, but not sent again where nothing changed.
  http.header('Cache-Control', page.isUnfinished ? 'no-store' : 'private, no-cache');
  return http.html(
    <Layout
      title={page.title}
      description={page.description}
      version={version}
      dataLabel={dataLabel}
      assets={{ styles: assets.styles, ...(assets.script === null ? {} : { script: assets.script }) }}
      synthetic={page.isSynthetic ?? (page.section === 'explore' ? simulatedNpm : demo)}
      connectHref="/connect"
      {...(page.section === undefined ? {} : { section: page.section })}
      {...(page.search === undefined ? {} : { search: page.search })}
      {...(page.feeds === undefined ? {} : { feeds: page.feeds })}
    >
      {content}
    </Layout>,
  );
}
