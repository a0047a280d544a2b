import { HttpError } from '@shipstats/core';
import type { PackageVersion } from '@shipstats/registry';
import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { isMember } from '../../access/require-login.ts';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { feedLinks } from '../feeds/feed-subject.ts';
import { FollowNotice } from '../follow/follow-form.tsx';
import { allowsOutsideImages, openToOutsideImages } from '../outside-images.tsx';
import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { AdvisoriesTab } from './advisories-tab.tsx';
import { readChartRange } from './chart-range.ts';
import { DependenciesTab } from './dependencies-tab.tsx';
import { DownloadsFigure } from './downloads-figure.tsx';
import { MissingPackage, UnpublishedPackage } from './missing-package.tsx';
import { type PackageAddress, type PackageTab, readPackageAddress, readTab } from './package-address.ts';
import { PackageAside } from './package-aside.tsx';
import { PackageHead } from './package-head.tsx';
import { PackageNotices } from './package-notices.tsx';
import { PackageTabs } from './package-tabs.tsx';
import { readDependencies } from './read-dependencies.ts';
import { type PackageView, readPackage } from './read-package.ts';
import { ReadmeTab } from './readme-tab.tsx';
import { releaseMarks } from './release-marks.ts';
import { VersionsTab } from './versions-tab.tsx';

/** How long the page waits for a readme that has to be fetched. */
const README_WAIT_MS = 1_500;
const NEAR_NAMES = 5;

/** Adds `/pkg:<name>[@<version or tag>]`; `/package/…` leads there. */
export function mountPackages(app: Hono, context: AppContext): void {
  app.get('/:package{pkg:.+}', (http) => renderPackage(http, context));
  app.get('/package/:rest{.+}', (http) => {
    const { pathname, search } = new URL(http.req.url);
    return http.redirect(readPackageAddress(pathname).path + search, 301);
  });
}

async function renderPackage(http: Context, context: AppContext): Promise<Response> {
  const url = new URL(http.req.url);
  const address = readPackageAddress(url.pathname);
  if (/%2f|%40|\/v\//i.test(url.pathname) && address.path !== url.pathname) {
    return http.redirect(address.path + url.search, 301);
  }
  const tab = readTab(http.req.query('tab'));
  const range = readChartRange(http.req.query('range'));
  let found: PackageVersion;
  try {
    found = await context.explore.version(address.name, address.spec);
  } catch (error) {
    if (!(error instanceof HttpError) || error.status === 400) throw error;
    return renderMissing(http, context, address, error);
  }
  const here = url.pathname + url.search;
  const view = {
    ...(await readPackage(found.facts, found.version, { range, withVersions: tab === 'versions' }, context)),
    here,
  };
  const { facts, version } = view;
  const description = plainText(
    version.description ?? facts.description ?? `The npm package ${facts.name}.`,
    160,
  );
  const part = await renderPart(http, context, { view, address, tab, url });
  const now = context.clock();
  return renderPage(
    http,
    context,
    {
      title: address.spec === undefined ? facts.name : `${facts.name} ${version.version}`,
      description,
      section: 'explore',
      canonical: packageHref(facts.name),
      isUnfinished: part.isUnfinished || isUnfinished(view),
      search: `pkg:${facts.name}${address.spec === undefined ? '' : `@${address.spec}`}`,
      feeds: feedLinks({ kind: 'pkg', name: facts.name }),
    },
    <>
      <PackageHead view={view} address={address} now={now} />
      <FollowNotice
        url={url}
        name={facts.name}
        isFollowed={view.isFollowed}
        isMember={isMember(http, context)}
      />
      <PackageNotices view={view} address={address} downloads={context.downloads.state()} now={now} />
      <div class="package-columns">
        <div class="package-main">
          <DownloadsFigure
            view={view}
            address={address}
            tab={tab}
            range={range}
            marks={releaseMarks(facts)}
            now={now}
          />
          <PackageTabs view={view} address={address} tab={tab} range={range} />
          {part.content}
        </div>
        <PackageAside view={view} isMember={isMember(http, context)} back={address.path} />
      </div>
    </>,
  );
}

interface PartOptions {
  readonly view: PackageView;
  readonly address: PackageAddress;
  readonly tab: PackageTab;
  readonly url: URL;
}

/** The open part; the others are not read. */
async function renderPart(
  http: Context,
  context: AppContext,
  { view, address, tab, url }: PartOptions,
): Promise<{ readonly content: unknown; readonly isUnfinished: boolean }> {
  const finished = (content: unknown) => ({ content, isUnfinished: false });
  const { facts, version } = view;
  switch (tab) {
    case 'readme': {
      const allowsImages = allowsOutsideImages(http);
      const answer = await context.explore.readme(facts.name, version.version, {
        allowOutsideImages: allowsImages,
        waitMs: README_WAIT_MS,
      });
      if (allowsImages) openToOutsideImages(http, context);
      const content = (
        <ReadmeTab
          answer={answer}
          version={version.version}
          isLatest={version.version === facts.distTags.latest}
          allowsImages={allowsImages}
          back={url.pathname + url.search}
        />
      );
      return { content, isUnfinished: answer.kind === 'pending' };
    }
    case 'versions':
      return finished(
        <VersionsTab
          view={view}
          address={address}
          isAll={http.req.query('all') === '1'}
          now={context.clock()}
        />,
      );
    case 'dependencies': {
      const rows = await readDependencies(version, context.explore);
      const isUnfinished = rows.some(({ state }) => state.kind === 'pending');
      return { content: <DependenciesTab rows={rows} here={view.here} />, isUnfinished };
    }
    case 'advisories':
      return finished(<AdvisoriesTab view={view} />);
    default:
      return tab satisfies never;
  }
}

/** 410 with what is known, or the reason and the nearest names. */
async function renderMissing(
  http: Context,
  context: AppContext,
  { name, spec }: PackageAddress,
  error: HttpError,
): Promise<Response> {
  const { explore } = context;
  const page = {
    title: name,
    description: plainText(error.message, 160),
    section: 'explore',
    // Statuses of our own errors are those of HTTP.
    status: error.status as ContentfulStatusCode,
    canonical: packageHref(name),
    search: `pkg:${name}`,
  } as const;
  const here = http.req.path + new URL(http.req.url).search;
  // A registry that does not answer is not asked again.
  const isSilent = error.status >= 500;
  const facts = isSilent ? null : await explore.package(name).catch(nullIfMissing);
  if (facts !== null && facts.status === 'unpublished') {
    return renderPage(http, context, page, <UnpublishedPackage facts={facts} />);
  }
  const near =
    error.status === 404 && facts === null ? (await explore.search(name, { limit: NEAR_NAMES })).hits : [];
  return renderPage(
    http,
    context,
    page,
    <MissingPackage
      name={name}
      error={error}
      near={near.filter((hit) => hit.name !== name)}
      here={here}
      hasOthers={facts !== null && spec !== undefined}
    />,
  );
}

/** @throws whatever is a bug */
function nullIfMissing(reason: unknown): null {
  if (reason instanceof HttpError) return null;
  throw reason;
}

/** Something of it is on its way: the page is not to be given again as it is. */
function isUnfinished({ isReading, advisories, provenance, packedSize }: PackageView): boolean {
  const isPending = [advisories, provenance, packedSize].some(
    (one) => one.kind === 'unknown' && one.reason === 'pending',
  );
  return isReading || isPending;
}
