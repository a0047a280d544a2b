import { formatCompact, fromNumber } from '@shipstats/core';
import { parseSearchQuery, type SearchHit, type Suggestions, toSearchQuery } from '@shipstats/registry';
import type { Context } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { readBox } from '../box/read-box.ts';
import { packageHref, userHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { markMatches } from './mark-matches.ts';
import { readTyped, searchHref } from './read-search.ts';

/** So many packages, and fewer of the rest, so that all is seen at once. */
const MAX_PACKAGES = 8;
const MAX_OTHERS = 3;

/** `/search/suggest?q=`: the options below the box while one types, as a part of a page; empty where there are none. */
export async function renderSuggestions(http: Context, { explore }: AppContext): Promise<Response> {
  const typed = readTyped(http);
  if (typed === '') return http.html('');
  const { query } = parseSearchQuery(typed);
  // pkg:name and @user lead to pages of their own.
  const box = readBox(typed);
  // Whoever has typed a sign of one rather means one: below all the packages nobody on a phone would see it.
  const isOwner = /^[@~][^/]*$/.test(typed);
  const isName = box.kind === 'search' || typed.startsWith('@');
  const [answer, near] = await Promise.all([
    isName ? explore.search(query, { limit: MAX_PACKAGES }) : null,
    isName ? explore.suggest(query.text, MAX_OTHERS) : null,
  ]);
  http.header('Cache-Control', 'private, no-cache');
  return http.html(
    <>
      {box.kind === 'go' ? (
        <Group label="Go to">
          <Option id="go" href={box.href}>
            <span class="package-name">{plainText(decodeURIComponent(box.href.slice(1)), 80)}</span>
          </Option>
        </Group>
      ) : null}
      {isOwner ? <Others near={near} /> : null}
      <Packages hits={answer?.hits ?? []} text={query.text} />
      {isOwner ? null : <Others near={near} />}
    </>,
  );
}

function Packages({ hits, text }: { hits: readonly SearchHit[]; text: string }) {
  if (hits.length === 0) return null;
  return (
    <Group label="Packages">
      {hits.map(({ name, description, downloads, isDeprecated }, at) => (
        <Option id={`package-${at}`} href={packageHref(name)}>
          <span class="package-name">
            {markMatches(name, text).map((part) => (part.isMatch ? <mark>{part.text}</mark> : part.text))}
          </span>
          {isDeprecated ? <span class="tag bad">deprecated</span> : null}
          <span class="soft what">{description === null ? '' : plainText(description, 120)}</span>
          <span class="soft count">
            {downloads === null ? 'unknown' : formatCompact(fromNumber(downloads.downloads))}
            <span class="vh"> downloads in 30 days</span>
          </span>
        </Option>
      ))}
    </Group>
  );
}

function Others({ near }: { near: Suggestions | null }) {
  if (near === null) return null;
  const { scopes, users } = near;
  return (
    <>
      {scopes.length === 0 ? null : (
        <Group label="Scopes">
          {scopes.map((scope, at) => (
            <Option id={`scope-${at}`} href={searchHref({ ...toSearchQuery(''), filters: { scope } })}>
              <span class="package-name">@{scope}/…</span>
            </Option>
          ))}
        </Group>
      )}
      {users.length === 0 ? null : (
        <Group label="Users">
          {users.map((user, at) => (
            <Option id={`user-${at}`} href={userHref(user)}>
              <span class="package-name">@{user}</span>
            </Option>
          ))}
        </Group>
      )}
    </>
  );
}

/** A heading for the eye, and the same as the name of the group. */
function Group({ label, children }: { label: string; children?: unknown }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox.
    <div role="group" aria-label={label}>
      <div class="find-label" aria-hidden="true">
        {label}
      </div>
      {children}
    </div>
  );
}

/** Marked by the box, which keeps the focus: never a stop of the Tab key. */
function Option({ id, href, children }: { id: string; href: string; children?: unknown }) {
  return (
    <a role="option" id={`option-${id}`} href={href} tabindex={-1} aria-selected="false">
      {children}
    </a>
  );
}
