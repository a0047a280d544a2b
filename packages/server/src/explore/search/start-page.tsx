import type { Context } from 'hono';
import { isMember } from '../../access/require-login.ts';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { SearchBox } from '../box/search-box.tsx';

const LISTS: readonly (readonly [href: string, title: string, about: string])[] = [
  ['/popular', 'Popular', 'most downloaded'],
  ['/trending', 'Trending', 'rising fastest'],
  ['/newest', 'Newest', 'just published'],
  ['/random', 'Random', 'surprise me'],
];

/** `/`: the box, the lists, and the ways to one's own numbers. */
export function renderStart(http: Context, context: AppContext) {
  return renderPage(
    http,
    context,
    {
      title: 'Search npm, see the numbers',
      description:
        'Find any npm package and see what it really gets; see what your AI costs. On your own machine.',
      search: null,
      ...(context.demo && !context.simulatedNpm ? { isSynthetic: 'dashboards' } : {}),
    },
    <>
      <section class="hero">
        <h1>The numbers behind what you ship.</h1>
        <p class="lede">
          Find any npm package and see what it really gets; see what your AI costs. On your own machine.
        </p>
        <SearchBox isBig />
        <ul class="tips">
          <li>
            <code>free text</code>
          </li>
          <li>
            <code>pkg:[package-name]</code>
          </li>
          <li>
            <code>@[username]</code>
          </li>
        </ul>
      </section>
      <nav class="doors" aria-label="Lists">
        {LISTS.map(([href, title, about]) => (
          <a href={href}>
            <b>{title}</b>
            {about}
          </a>
        ))}
      </nav>
      <nav class="doors own" aria-label="Your numbers">
        <a href="/my-packages">
          <b>My packages</b>
          those that you follow
        </a>
        <a href="/dashboards">
          <b>Dashboards</b>
          {isMember(http, context) ? countDashboards(context) : 'metrics as code'}
        </a>
        <a href="/compare">
          <b>Compare</b>
          up to ten packages side by side
        </a>
      </nav>
    </>,
  );
}

function countDashboards({ config: { dashboards } }: AppContext): string {
  const [first, ...others] = dashboards;
  if (first === undefined) return 'metrics as code';
  return others.length === 0 ? first.title : `${first.title}, and ${others.length} more`;
}
