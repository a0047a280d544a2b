import { formatDay, type HttpError } from '@shipstats/core';
import type { PackageFacts, SearchHit } from '@shipstats/registry';
import { Notice } from '../../ui/index.ts';
import { packageHref, userHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';

/** All versions were removed: what is still known. */
export function UnpublishedPackage({ facts }: { facts: PackageFacts }) {
  const day = facts.unpublishedAt?.slice(0, 10);
  return (
    <>
      <div class="head">
        <div>
          <h1 class="mono">{facts.name}</h1>
          <p class="lede">All versions of this package were unpublished.</p>
        </div>
      </div>
      <Notice kind="error" title="There is nothing to install">
        <p>
          {day === undefined
            ? 'npm does not tell when they were removed.'
            : `They were removed on ${formatDay(day, { year: true })}.`}{' '}
          The name may be taken by somebody else later: do not trust it by its name alone.
        </p>
      </Notice>
      <dl class="facts">
        {facts.createdAt === null ? null : (
          <>
            <dt>Made</dt>
            <dd>{formatDay(facts.createdAt.slice(0, 10), { year: true })}</dd>
          </>
        )}
        {facts.maintainers.length === 0 ? null : (
          <>
            <dt>Maintainers</dt>
            <dd>
              {facts.maintainers.slice(0, 20).map(({ name }) => (
                <>
                  <a href={userHref(name)}>@{name}</a>{' '}
                </>
              ))}
            </dd>
          </>
        )}
      </dl>
    </>
  );
}

/** No such package or version, or no answer: what to do about it. */
export function MissingPackage(props: {
  readonly name: string;
  readonly error: HttpError;
  /** Names that are near. */
  readonly near: readonly SearchHit[];
  /** The package is there: it is the version that is not. */
  readonly hasOthers: boolean;
  /** The address of this very page. */
  readonly here: string;
}) {
  const { name, error, near, hasOthers, here } = props;
  return (
    <div class="error-page">
      <p class="status">{error.status}</p>
      <h1>{error.message}</h1>
      {error.hint === undefined ? null : <p>{error.hint}</p>}
      {hasOthers ? (
        <p>
          <a href={packageHref(name)}>The latest version</a> ·{' '}
          <a href={`${packageHref(name)}?tab=versions`}>all versions</a>
        </p>
      ) : null}
      {near.length > 0 ? (
        <>
          <h2>Did you mean</h2>
          <ul class="plain near">
            {near.map((hit) => (
              <li>
                <a class="package-name" href={packageHref(hit.name)}>
                  {hit.name}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {error.status >= 500 ? (
        <p>
          <a href={here}>Look again</a>
        </p>
      ) : hasOthers ? null : (
        <p class="ways">
          <a href={`/search?${new URLSearchParams({ q: name })}`}>Search for “{plainText(name, 60)}”</a>
        </p>
      )}
    </div>
  );
}
