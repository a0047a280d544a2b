import { formatExact, formatValue, fromNumber, type QueryResult } from '@shipstats/core';
import type { Sourced } from '@shipstats/registry';
import { FeedLinks } from '../feeds/feed-links.tsx';
import { FollowForm } from '../follow/follow-form.tsx';
import { userHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import type { PackageView } from './read-package.ts';

const COUNT = { kind: 'count', noun: 'downloads' } as const;
/** Longer lists are for the registry. */
const MOST = 20;

/** Facts beside the page: totals, size, where it is from, who keeps it. */
export interface PackageAsideProps {
  readonly view: PackageView;
  /** Following is for those who are logged in, where a login is asked for. */
  readonly isMember: boolean;
  /** The page to come back to, as a path. */
  readonly back: string;
}

export function PackageAside({ view, isMember, back }: PackageAsideProps) {
  const { facts, version, downloads, packedSize } = view;
  return (
    <aside class="package-aside" aria-label="Facts">
      <FollowForm
        kind="package"
        name={facts.name}
        isFollowed={view.isFollowed}
        isMember={isMember}
        back={back}
      />
      <dl class="side">
        {downloads === null ? null : (
          <>
            <Fact title="Last 7 days">
              <Total result={downloads.week} isExact />
            </Fact>
            <Fact title="Last 365 days">
              <Total result={downloads.year} isReading={view.isReading} />
            </Fact>
            <Fact title="All time">
              <Total result={downloads.allTime} isReading={view.isReading} />
            </Fact>
          </>
        )}
        {downloads?.floor ? (
          <Fact title="Automated floor">
            ≈ {formatExact(fromNumber(downloads.floor.perDay), { kind: 'plain' })} a day{' '}
            <details>
              <summary>estimate</summary>
              <p class="soft">{downloads.floor.method}</p>
            </details>
          </Fact>
        ) : null}
        <Fact title="Size">
          <Size view={view} packedSize={packedSize} />
        </Fact>
        <Engines engines={version.engines} />
        {version.os.length + version.cpu.length > 0 ? (
          <Fact title="Platforms">
            {[version.os, version.cpu]
              .filter((list) => list.length > 0)
              .map((list) =>
                list
                  .slice(0, MOST)
                  .map((one) => plainText(one, 30))
                  .join(', '),
              )
              .join(' on ')}
          </Fact>
        ) : null}
        {version.bin.length > 0 ? (
          <Fact title="Commands">
            {version.bin.slice(0, MOST).map((one) => (
              <code>{plainText(one, 60)} </code>
            ))}
          </Fact>
        ) : null}
        {version.hasInstallScripts ? (
          <Fact title="Install scripts">runs code when it is installed</Fact>
        ) : null}
        {version.repository === null ? null : (
          <Fact title="Repository">
            <Outside href={version.repository.url}>{plainText(version.repository.label, 80)}</Outside>
          </Fact>
        )}
        <Provenance view={view} />
        {version.homepage === null ? null : (
          <Fact title="Homepage">
            <Outside href={version.homepage}>{hostOf(version.homepage)}</Outside>
          </Fact>
        )}
        {version.issues === null ? null : (
          <Fact title="Issues">
            <Outside href={version.issues}>{hostOf(version.issues)}</Outside>
          </Fact>
        )}
        {version.funding.length > 0 ? (
          <Fact title="Funding">
            {version.funding.slice(0, 5).map((href) => (
              <>
                <Outside href={href}>{hostOf(href)}</Outside>{' '}
              </>
            ))}
          </Fact>
        ) : null}
        {facts.maintainers.length > 0 ? (
          <Fact title="Maintainers">
            <ul class="words">
              {facts.maintainers.slice(0, MOST).map(({ name }) => (
                <li>
                  <a href={userHref(name)}>@{plainText(name, 60)}</a>
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
        {version.keywords.length > 0 ? (
          <Fact title="Keywords">
            <ul class="words">
              {version.keywords.slice(0, MOST).map((word) => (
                <li>
                  <a href={`/search?${new URLSearchParams({ q: plainText(word, 60) })}`}>
                    {plainText(word, 40)}
                  </a>
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
      </dl>
      <FeedLinks subject={{ kind: 'pkg', name: facts.name }} />
      <p class="note">
        <a href={`/pkg/badges?name=${encodeURIComponent(facts.name)}`}>Badges and embeds</a>
      </p>
      <p class="note">
        Followed packages are synced every day and stand on <a href="/my-packages">My packages</a>.
      </p>
    </aside>
  );
}

function Fact(props: { title: string; children?: unknown }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** A sum of what is known; days that are not are told beside it. */
function Total(props: { result: QueryResult; isExact?: boolean; isReading?: boolean }) {
  const { value, stamps } = props.result;
  const unknown = stamps[0]?.unknownBuckets ?? 0;
  if (value === null) return <span class="soft">unknown</span>;
  return (
    <>
      <span title={formatExact(value, COUNT)}>
        {props.isExact ? formatExact(value, COUNT) : formatValue(value, COUNT, { compact: true })}
      </span>{' '}
      {unknown === 0 ? null : (
        <small>
          {props.isReading
            ? 'so far, older days are being read'
            : `without ${unknown === 1 ? '1 unknown day' : `${unknown} unknown days`}`}
        </small>
      )}
    </>
  );
}

function Size({ view: { version }, packedSize }: { view: PackageView; packedSize: Sourced<number | null> }) {
  const bytes = (size: number) => formatValue(fromNumber(size), { kind: 'bytes' }, { compact: true });
  const packed = packedSize.kind === 'known' ? packedSize.value : null;
  const parts = [
    ...(packed === null ? [] : [`${bytes(packed)} packed`]),
    ...(version.fileCount === null
      ? []
      : [version.fileCount === 1 ? '1 file' : `${version.fileCount.toLocaleString('en')} files`]),
  ];
  return (
    <>
      {version.unpackedSize === null ? (
        <span class="soft">unknown</span>
      ) : (
        `${bytes(version.unpackedSize)} unpacked`
      )}{' '}
      {parts.length === 0 ? null : <small>{parts.join(', ')}</small>}
    </>
  );
}

function Engines({ engines }: { engines: Readonly<Record<string, string>> }) {
  const all = Object.entries(engines).slice(0, MOST);
  if (all.length === 0) return null;
  return (
    <Fact title="Engines">
      {all.map(([name, range]) => `${plainText(name, 30)} ${plainText(range, 60)}`).join(', ')}
    </Fact>
  );
}

function Provenance({ view: { version, provenance } }: { view: PackageView }) {
  if (!version.hasProvenance) return null;
  const known = provenance.kind === 'known' ? provenance.value : null;
  return (
    <Fact title="Provenance">
      {known === null ? (
        'attested'
      ) : (
        <ul class="words">
          {known.commit === null ? null : (
            <li>
              <code title={known.commit}>{known.commit.slice(0, 7)}</code>
            </li>
          )}
          {known.build === null ? null : (
            <li>
              <Outside href={known.build}>build</Outside>
            </li>
          )}
          {known.transparencyLog === null ? null : (
            <li>
              <Outside href={known.transparencyLog}>log</Outside>
            </li>
          )}
        </ul>
      )}{' '}
      <small>not verified here</small>
    </Fact>
  );
}

function Outside(props: { href: string; children?: unknown }) {
  return (
    <a href={props.href} rel="noreferrer nofollow">
      {props.children}
    </a>
  );
}

/** `github.com/a/b`: an address without what is the same in all. */
function hostOf(href: string): string {
  return plainText(
    href
      .replace(/^https?:\/\/(www\.)?/, '')
      .replace(/[/#].*$/, (rest) => rest.replace(/[?#].*$/, '').replace(/\/$/, '')),
    44,
  );
}
