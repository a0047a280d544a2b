import type { Followed } from '@shipstats/registry';
import type { Context } from 'hono';
import { readWindowOverride } from '../../api/dashboards.ts';
import type { AppContext } from '../../app-context.ts';
import { DataTable } from '../../chart/index.ts';
import { resolveWidgets } from '../../pages/dashboard.tsx';
import { rangeOptions } from '../../pages/range-options.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { renderWidget } from '../../pages/widget.tsx';
import {
  Ago,
  Breadcrumb,
  ButtonLink,
  Card,
  Cards,
  EmptyState,
  Notice,
  PageHead,
  RangePicker,
  Tiles,
} from '../../ui/index.ts';
import { AttentionList } from '../attention/attention-list.tsx';
import { findAttention } from '../attention/find-attention.ts';
import { readConditions } from '../attention/read-conditions.ts';
import { lastCountedDay } from '../downloads-query.ts';
import { feedLinks } from '../feeds/feed-subject.ts';
import { packageHref, userHref } from '../package-path.ts';
import { ServiceNotices } from '../service-notices.tsx';
import { configSnippet } from './config-snippet.ts';
import { FollowForm } from './follow-form.tsx';
import { type MyPackages, readMyPackages } from './my-package-names.ts';
import { createMyPackagesDashboard, MY_PACKAGES_ID } from './my-packages-dashboard.ts';

const PAGE = {
  title: 'My packages',
  description: 'The packages and users that are followed here: downloads, and what needs attention.',
  section: 'dashboards',
} as const;

/** `/my-packages`: the built-in dashboard, what needs attention, and what is followed. */
export async function renderMyPackages(http: Context, context: AppContext): Promise<Response> {
  const mine = await readMyPackages(context.config, context.explore);
  const page = { ...PAGE, isSynthetic: context.simulatedNpm ?? false };
  const url = new URL(http.req.url);
  const notice = <Done notice={url.searchParams.get('notice')} followed={mine.followed} />;
  if (mine.names.length === 0) {
    return renderPage(
      http,
      context,
      page,
      <>
        <PageHead title="My packages" />
        {notice}
        {mine.followed.length === 0 ? (
          <EmptyState kind="never-synced" title="You follow nothing yet">
            <p>
              Open a package or a user and press “Follow”: its downloads are kept up to date from then on and
              stand here.
            </p>
            <ButtonLink href="/" kind="primary">
              Find packages
            </ButtonLink>
          </EmptyState>
        ) : (
          <FollowedCard mine={mine} now={context.clock()} />
        )}
      </>,
    );
  }
  const window = readWindowOverride(http.req.query('window'));
  const lines = await context.downloads.lines(mine.names);
  const dashboard = createMyPackagesDashboard(mine.names, context.config, lastCountedDay(lines.values()));
  const widgets = dashboard === undefined ? [] : await resolveWidgets(dashboard, context, window);
  const byDownloads = [...mine.names].sort(
    (a, b) => (lines.get(b)?.downloads ?? -1) - (lines.get(a)?.downloads ?? -1),
  );
  const conditions = await readConditions(byDownloads, { explore: context.explore, lines });
  const isTile = (widget: (typeof widgets)[number]) => widget.widget.kind === 'stat';
  const now = context.clock();
  const isReading = mine.names.some(
    (name) => lines.get(name)?.from !== 'store' && context.downloads.isReading(name),
  );
  if (isReading) http.header('Refresh', '10');
  return renderPage(
    http,
    context,
    page,
    <>
      <PageHead
        title="My packages"
        crumb={<Breadcrumb trail={[{ label: 'Dashboards', href: '/dashboards' }]} />}
        lede={lede(mine)}
      >
        <RangePicker options={rangeOptions(url, window)} />
      </PageHead>
      {notice}
      <ServiceNotices services={['downloads', 'advisories']} context={context} isReading={isReading} />
      {mine.unknownUsers.length === 0 ? null : (
        <Notice kind="warn" title="Not all packages are known">
          <p>
            npm’s search does not tell the packages of{' '}
            {mine.unknownUsers.map((user) => `@${user}`).join(', ')}.
          </p>
        </Notice>
      )}
      <Tiles>{widgets.filter(isTile).map((widget) => renderWidget(widget, context, window))}</Tiles>
      <Cards>
        {widgets
          .filter((widget) => !isTile(widget))
          .map((widget) => (
            <div class="full">{renderWidget(widget, context, window)}</div>
          ))}
        <div class="full">
          <AttentionList items={findAttention(conditions.conditions, now)} conditions={conditions} />
        </div>
        <div class="full">
          <FollowedCard mine={mine} now={now} />
        </div>
        <div class="full">
          <ConfigCard mine={mine} hasDashboard={dashboard !== undefined} />
        </div>
      </Cards>
    </>,
  );
}

function FollowedCard({ mine, now }: { mine: MyPackages; now: Date }) {
  return (
    <Card title="Followed">
      <DataTable
        label="Followed"
        isStacked
        columns={[{ label: 'Name' }, { label: 'Since' }, { label: 'Feed' }, { label: 'Unfollow' }]}
        rows={mine.followed.map((one) => [
          <a class="package-name" href={hrefOf(one)}>
            {labelOf(one)}
          </a>,
          <Ago at={one.since} now={now} />,
          <a href={feedOf(one)}>
            RSS<span class="vh"> of {labelOf(one)}</span>
          </a>,
          <FollowForm kind={one.kind} name={one.name} isFollowed back="/my-packages" />,
        ])}
        empty="Nothing is followed here; what stands above is named in the configuration."
      />
    </Card>
  );
}

function ConfigCard({ mine, hasDashboard }: { mine: MyPackages; hasDashboard: boolean }) {
  return (
    <Card title="As code">
      <p>
        What is followed is kept in the data folder. To keep it with your code instead, write it into your
        configuration{hasDashboard ? '; this dashboard is then there as well' : ''}:
      </p>
      <pre tabindex={0}>
        <code>{configSnippet(mine)}</code>
      </pre>
      <p class="links">
        <a href={`/api/v1/dashboards/${MY_PACKAGES_ID}`}>These numbers as JSON</a>
      </p>
    </Card>
  );
}

function Done({ notice, followed }: { notice: string | null; followed: MyPackages['followed'] }) {
  if (notice === 'unfollowed') return <Notice kind="info" title="Unfollowed. What was read of it is kept." />;
  if (notice === 'followed' && followed.length > 0)
    return <Notice kind="good" title="Followed. Its downloads are being read." />;
  return null;
}

function lede({ names, followed }: MyPackages): string {
  const users = followed.filter(({ kind }) => kind === 'user').length;
  const packages = names.length === 1 ? '1 package' : `${names.length} packages`;
  return users === 0
    ? packages
    : `${packages}, those of ${users === 1 ? '1 user' : `${users} users`} among them`;
}

function labelOf({ kind, name }: Followed): string {
  return kind === 'user' ? `@${name}` : name;
}

function hrefOf({ kind, name }: Followed): string {
  return kind === 'user' ? userHref(name) : packageHref(name);
}

function feedOf({ kind, name }: Followed): string {
  return feedLinks({ kind: kind === 'user' ? 'user' : 'pkg', name })[0]?.href ?? '/feeds';
}
