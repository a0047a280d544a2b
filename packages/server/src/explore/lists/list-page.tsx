import { formatDay, HttpError } from '@shipstats/core';
import { LIST_NAMES, type ListName } from '@shipstats/registry';
import type { Context, Hono } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { Ago, ButtonLink, EmptyState, Notice, PageHead, RangePicker } from '../../ui/index.ts';
import { FeedLinks } from '../feeds/feed-links.tsx';
import { feedLinks } from '../feeds/feed-subject.ts';
import { ListRows } from './list-rows.tsx';

const LIMIT = 50;
const MAX_SEED = 1_000_000;

const TITLES: Record<ListName, { readonly title: string; readonly lede: string }> = {
  popular: { title: 'Popular packages', lede: 'The most downloaded in 30 days.' },
  newest: { title: 'Newest packages', lede: 'Just published.' },
  trending: { title: 'Trending packages', lede: 'Rising fastest.' },
  random: { title: 'Random packages', lede: 'A draw from all that are known here.' },
};

/** Adds `/popular`, `/newest`, `/trending` and `/random`. */
export function mountLists(app: Hono, context: AppContext): void {
  for (const name of LIST_NAMES) app.get(`/${name}`, (http) => renderList(http, context, name));
}

async function renderList(http: Context, context: AppContext, name: ListName): Promise<Response> {
  const now = context.clock();
  const seed = name === 'random' ? readSeed(http.req.query('seed')) : undefined;
  // The draw is in the address, so that it can be shared, reloaded and come back to.
  if (seed === null) return http.redirect(`/random?seed=${now.getTime() % MAX_SEED}`, 302);
  const list = await context.explore.list(name, { limit: LIMIT, ...(seed === undefined ? {} : { seed }) });
  const lines = await context.downloads.lines(list.hits.map((hit) => hit.name));
  const { title, lede } = TITLES[name];
  return renderPage(
    http,
    context,
    {
      title,
      description: `${title} on npm. ${list.rule}`,
      section: 'explore',
      canonical: seed === undefined ? `/${name}` : `/random?seed=${seed}`,
      feeds: feedLinks({ kind: 'list', name }),
    },
    <>
      <PageHead title={title} lede={lede}>
        <RangePicker
          label="Lists"
          options={LIST_NAMES.map((one) => ({
            label: `${one.charAt(0).toUpperCase()}${one.slice(1)}`,
            href: `/${one}`,
            isCurrent: one === name,
          }))}
        />
      </PageHead>
      {list.troubles.map((state) => (
        <Notice kind="warn" title={state.message ?? `npm’s ${state.service} service is not answering.`}>
          <p>The list is made of what is known here.</p>
        </Notice>
      ))}
      {list.hits.length === 0 ? (
        <EmptyState kind="unknown" title="Nothing to list yet">
          <p>{list.rule}</p>
          <p>
            <a href="/popular">Popular packages</a> are known without any service.
          </p>
        </EmptyState>
      ) : (
        <>
          <ListRows
            hits={list.hits}
            lines={lines}
            now={now}
            isRanked={name !== 'random' && name !== 'newest'}
          />
          <div class="list-foot">
            <p class="soft">
              {list.rule}
              {list.asOf === null ? null : (
                <>
                  {' '}
                  {name === 'trending' ? (
                    `Counts through ${formatDay(list.asOf.slice(0, 10))}.`
                  ) : (
                    <>
                      Read <Ago at={list.asOf} now={now} />.
                    </>
                  )}
                </>
              )}
            </p>
            {seed === undefined ? null : (
              <ButtonLink href={`/random?seed=${nextSeed(seed)}`}>Another draw</ButtonLink>
            )}
            <FeedLinks subject={{ kind: 'list', name }} />
          </div>
        </>
      )}
    </>,
  );
}

/** Null where there is none. @throws HttpError 400 for what is no number */
function readSeed(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const seed = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seed)) {
    throw new HttpError(
      400,
      `${JSON.stringify(text)} is no seed.`,
      'A seed is a whole number of up to nine digits.',
    );
  }
  return seed;
}

/** Another number that is not the neighbour: a step of a full-period generator (Numerical Recipes). */
function nextSeed(seed: number): number {
  return ((Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0) % MAX_SEED;
}
