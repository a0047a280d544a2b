import { LIST_NAMES } from '@shipstats/registry';
import type { Context } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { DataTable } from '../../chart/index.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { Card, PageHead } from '../../ui/index.ts';
import { type FeedSubject, feedLinks } from './feed-subject.ts';

/** `/feeds`: which feeds there are, and how their addresses are made. */
export function renderFeeds(http: Context, context: AppContext) {
  const rows: readonly (readonly [name: string, about: string, subject: FeedSubject])[] = [
    ...LIST_NAMES.map(
      (name) =>
        [`${name} packages`, ABOUT[name], { kind: 'list', name }] as const satisfies [
          string,
          string,
          FeedSubject,
        ],
    ),
    ['a package', 'Its releases, here of hono.', { kind: 'pkg', name: 'hono' }],
    [
      'a user',
      'The releases of all their packages, here of sindresorhus.',
      { kind: 'user', name: 'sindresorhus' },
    ],
  ];
  return renderPage(
    http,
    context,
    {
      title: 'Feeds',
      description: 'RSS, Atom and JSON feeds of lists, packages and users of npm.',
      section: 'explore',
      feeds: LIST_NAMES.flatMap((name) => feedLinks({ kind: 'list', name }).slice(0, 1)),
    },
    <>
      <PageHead
        title="Feeds"
        lede="Every list, package and user can be followed in a feed reader, as RSS, Atom or JSON Feed."
      />
      <Card>
        <DataTable
          label="Feeds"
          isStacked
          columns={[{ label: 'Feed of' }, { label: 'What is in it' }, { label: 'Address' }]}
          rows={rows.map(([name, about, subject]) => [
            name.charAt(0).toUpperCase() + name.slice(1),
            about,
            <span class="links">
              {feedLinks(subject).map((link) => (
                <a href={link.href} type={link.type}>
                  {link.label}
                  <span class="vh"> of {name}</span>
                </a>
              ))}
            </span>,
          ])}
        />
        <p class="hint">
          Addresses: <code>/feeds/pkg/@scope/name.rss</code>, <code>/feeds/user/name.atom</code>,{' '}
          <code>/feeds/list/newest.json</code>.
        </p>
      </Card>
    </>,
  );
}

const ABOUT: Record<(typeof LIST_NAMES)[number], string> = {
  popular: 'Packages as they come among the most downloaded.',
  newest: 'Packages that were just published.',
  trending: 'Packages as they come among those that rise fastest.',
  random: 'A draw a day.',
};
