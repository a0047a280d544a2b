import { formatAgo, toUnixSeconds } from '@shipstats/core';
import { isFollowed } from '@shipstats/registry';
import type { Context, Hono } from 'hono';
import { isMember } from '../../access/require-login.ts';
import type { AppContext } from '../../app-context.ts';
import { TimeseriesChart } from '../../chart/index.ts';
import { metricHref } from '../../links.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { Card, EmptyState, Notice, PageHead, RangePicker, StatTile, Tiles } from '../../ui/index.ts';
import { AttentionList } from '../attention/attention-list.tsx';
import { findAttention } from '../attention/find-attention.ts';
import { RECENT_RANGES, type RecentRange, readRange } from '../downloads-query.ts';
import { FeedLinks } from '../feeds/feed-links.tsx';
import { feedLinks } from '../feeds/feed-subject.ts';
import { FollowForm, FollowNotice } from '../follow/follow-form.tsx';
import { allowsOutsideImages, openToOutsideImages } from '../outside-images.tsx';
import { decodePart, userHref } from '../package-path.ts';
import { ServiceNotices } from '../service-notices.tsx';
import { findAvatar } from './find-avatar.ts';
import { PackagesTable } from './packages-table.tsx';
import { readUser, type UserView } from './read-user.ts';
import { readSorting, sortPackages } from './sort-packages.ts';

/** Adds `/@<user>`; `/~<user>` leads there. */
export function mountUsers(app: Hono, context: AppContext): void {
  app.get('/:user{@[^/]+}', (http) => renderUser(http, context));
  app.get('/:user{~[^/]+}', (http) => {
    const { pathname, search } = new URL(http.req.url);
    return http.redirect(userHref(decodePart(pathname.slice(2))) + search, 301);
  });
}

async function renderUser(http: Context, context: AppContext): Promise<Response> {
  const url = new URL(http.req.url);
  const name = decodePart(url.pathname.slice(2));
  const range = readRange(http.req.query('range'));
  const sorting = readSorting(http.req.query('sort'), http.req.query('order'));
  const found = await context.explore.user(name);
  const page = {
    title: `@${name}`,
    description: `The npm packages of @${name}: downloads, trends, and what needs attention.`,
    section: 'explore',
    canonical: userHref(name),
  } as const;
  if (found.kind === 'unknown') {
    const isPending = found.reason === 'pending';
    http.header(isPending ? 'Refresh' : 'Retry-After', isPending ? '2' : '60');
    return renderPage(
      http,
      context,
      { ...page, status: isPending ? 200 : 503 },
      <>
        <PageHead title={`@${name}`} />
        <EmptyState
          kind="unknown"
          title={isPending ? 'npm is being asked' : 'The packages of this user are not known here'}
        >
          <p>{found.message}</p>
          <p>
            Which packages somebody has is told by npm’s search alone; a package’s own page works without it.
          </p>
        </EmptyState>
      </>,
    );
  }
  const { packages } = found.value;
  if (packages.length === 0) {
    return renderPage(
      http,
      context,
      { ...page, status: 404 },
      <>
        <PageHead title={`@${name}`} />
        <EmptyState kind="nothing-found" title={`npm lists no package of @${name}`}>
          <p>There is no such user, or none of their packages is public: npm’s search does not tell which.</p>
          <p>
            <a href={`/search?q=${encodeURIComponent(name)}`}>Search for “{name}” instead</a>
          </p>
        </EmptyState>
      </>,
    );
  }
  const view = await readUser(found, range, context);
  if (view.isWaiting) http.header('Refresh', '5');
  const now = context.clock();
  const back = url.pathname;
  const isFollowedHere = isFollowed(view.followed, 'user', name);
  const avatar = allowsOutsideImages(http) ? findAvatar(name, view.conditions.conditions) : null;
  if (avatar !== null) openToOutsideImages(http, context);
  return renderPage(
    http,
    context,
    { ...page, feeds: feedLinks({ kind: 'user', name }) },
    <>
      <PageHead
        title={`@${name}`}
        lede={countPackages(view)}
        crumb={avatar === null ? null : <img class="avatar" src={avatar} alt="" width="56" height="56" />}
      >
        <div class="range-tools">
          <RangePicker options={rangeLinks(url, range)} />
          <FollowForm
            kind="user"
            name={name}
            isFollowed={isFollowedHere}
            isMember={isMember(http, context)}
            back={back}
          />
        </div>
      </PageHead>
      <FollowNotice
        url={url}
        name={`@${name}`}
        isFollowed={isFollowedHere}
        isMember={isMember(http, context)}
      />
      {found.isStale ? (
        <Notice kind="warn" title="npm’s search is not answering">
          <p>
            The list of packages is what it said{' '}
            {formatAgo(Math.floor(Date.parse(found.asOf) / 1000), toUnixSeconds(now))}.
          </p>
        </Notice>
      ) : null}
      <ServiceNotices services={['downloads', 'advisories']} context={context} isReading={view.isWaiting} />
      <Portfolio view={view} range={range} context={context} isMember={isMember(http, context)} />
      <AttentionList items={findAttention(view.conditions.conditions, now)} conditions={view.conditions} />
      <Card title="Packages">
        <PackagesTable
          label="Packages"
          rows={sortPackages(view.rows, sorting)}
          sorting={sorting}
          url={url}
          now={now}
        />
        <FeedLinks subject={{ kind: 'user', name }} />
      </Card>
    </>,
  );
}

function Portfolio(props: {
  readonly view: UserView;
  readonly range: RecentRange;
  readonly context: AppContext;
  readonly isMember: boolean;
}) {
  const { view, range, context } = props;
  const { total, chart, chartQuery, unread, portfolio, rows } = view;
  if (total === null || chart === null) return null;
  const now = context.clock();
  // The metric's page asks guests for a login. An address holds so many names; beyond, the chart's table has to do.
  const href =
    props.isMember && chartQuery !== null && portfolio.length <= 40 ? metricHref(chartQuery) : undefined;
  const notes = [
    ...(portfolio.length < rows.length ? [`the ${portfolio.length} most downloaded of ${rows.length}`] : []),
    ...(unread > 0
      ? [`without ${unread === 1 ? '1 package' : `${unread} packages`} of which nothing was read yet`]
      : []),
  ];
  return (
    <div class="portfolio">
      <Tiles label="Totals">
        <StatTile
          title="Downloads, 30 days"
          result={total}
          now={now}
          {...(notes.length === 0 ? {} : { note: notes.join(', ') })}
        />
      </Tiles>
      <TimeseriesChart
        id="portfolio"
        title={`Downloads by package, ${RECENT_RANGES[range].title}`}
        result={chart}
        kind="bars"
        now={now}
        {...(href === undefined ? {} : { links: [{ label: 'Explore', href }] })}
      />
    </div>
  );
}

function countPackages({ rows, hasMore }: UserView): string {
  const packages = rows.length === 1 ? '1 package on npm' : `${rows.length} packages on npm`;
  return hasMore ? `${packages}, and more that its search does not list` : packages;
}

function rangeLinks(url: URL, current: RecentRange) {
  return (Object.keys(RECENT_RANGES) as RecentRange[]).map((range) => {
    const params = new URLSearchParams(url.search);
    params.delete('notice');
    params.set('range', range);
    return {
      label: RECENT_RANGES[range].label,
      href: `${url.pathname}?${params}`,
      isCurrent: range === current,
    };
  });
}
