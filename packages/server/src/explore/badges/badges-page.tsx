import { HttpError } from '@shipstats/core';
import type { Context } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { publicOrigin } from '../../public-url.ts';
import { Breadcrumb, Card, PageHead, RangePicker } from '../../ui/index.ts';
import { encodeName, packageHref } from '../package-path.ts';
import { BADGE_METRICS, type BadgeMetric } from './read-badge.ts';
import { readTheme, SVG_THEMES, type SvgTheme } from './svg-theme.ts';

/** `/pkg/badges?name=`: every badge of a package and its chart, each with what to paste into a readme. */
export async function renderBadgesPage(http: Context, context: AppContext): Promise<Response> {
  const asked = http.req.query('name') ?? '';
  if (asked === '') {
    throw new HttpError(
      400,
      'The name of a package is missing.',
      'Follow “Badges and embeds” on the page of a package, or add its name: /pkg/badges?name=react',
    );
  }
  const { facts } = await context.explore.version(asked, undefined);
  const { name } = facts;
  const theme = readTheme(http.req.query('theme'));
  const origin = publicOrigin(http);
  const page = origin + packageHref(name);
  return renderPage(
    http,
    context,
    {
      title: `Badges of ${name}`,
      description: `Badges and an embeddable chart of ${name}, as Markdown and HTML to copy.`,
      section: 'explore',
      canonical: `/pkg/badges?name=${encodeURIComponent(name)}`,
    },
    <>
      <PageHead
        title="Badges and embeds"
        crumb={<Breadcrumb trail={[{ label: name, href: packageHref(name) }]} />}
        lede="Pictures that keep up with the numbers. They load nothing and run nothing; light and dark follow the reader unless you choose."
      >
        <RangePicker
          label="Theme"
          options={SVG_THEMES.map((one) => ({
            label: `${one.charAt(0).toUpperCase()}${one.slice(1)}`,
            href: `/pkg/badges?name=${encodeURIComponent(name)}${one === 'auto' ? '' : `&theme=${one}`}`,
            isCurrent: one === theme,
          }))}
        />
      </PageHead>
      <Card>
        <div>
          {(Object.keys(BADGE_METRICS) as BadgeMetric[]).map((metric) => (
            <Embed
              title={BADGE_METRICS[metric]}
              alt={`${BADGE_METRICS[metric]} of ${name}`}
              path={`/badge/${metric}/${encodeName(name)}.svg${themeParam(theme)}`}
              origin={origin}
              page={page}
            />
          ))}
        </div>
      </Card>
      <Card>
        <Embed
          title="Downloads, last 120 days"
          alt={`Downloads of ${name}`}
          path={`/embed/downloads/${encodeName(name)}.svg${themeParam(theme)}`}
          origin={origin}
          page={page}
          size={{ width: 720, height: 290 }}
        />
        <p class="hint">
          Add <code>range=1m</code>, <code>4m</code>, <code>1y</code> or <code>18m</code> to its address for
          another span.
        </p>
      </Card>
    </>,
  );
}

interface EmbedProps {
  readonly title: string;
  readonly alt: string;
  readonly path: string;
  readonly origin: string;
  readonly page: string;
  readonly size?: { readonly width: number; readonly height: number };
}

function Embed({ title, alt, path, origin, page, size }: EmbedProps) {
  const url = origin + path;
  return (
    <section class={size === undefined ? 'badge-row' : 'badge-row large'} aria-label={title}>
      <div>
        <h2>{title}</h2>
        <img src={path} alt={alt} height={size?.height ?? 20} width={size?.width} loading="lazy" />
      </div>
      <div>
        <pre tabindex={0}>
          <code>{`[![${alt}](${url})](${page})`}</code>
        </pre>
        <details>
          <summary>As HTML</summary>
          <pre tabindex={0}>
            <code>{`<a href="${page}"><img src="${url}" alt="${alt}"></a>`}</code>
          </pre>
        </details>
      </div>
    </section>
  );
}

function themeParam(theme: SvgTheme): string {
  return theme === 'auto' ? '' : `?theme=${theme}`;
}
