import { HARDLY_ANY_DOWNLOADS, MEANT_DOWNLOADS, OPERATOR_NAMES, SEARCH_OPERATORS } from '@shipstats/registry';
import type { Context } from 'hono';
import type { AppContext } from '../../app-context.ts';
import { renderPage } from '../../pages/render-page.tsx';
import { PageHead } from '../../ui/index.ts';

/** `/search/ranking`: how a search is read, what is found, and in which order. */
export function renderRanking(http: Context, context: AppContext) {
  return renderPage(
    http,
    context,
    {
      title: 'How packages are ranked',
      description: 'How a search is read, what it finds, and what gives each package its place.',
      section: 'explore',
    },
    <div class="ranking">
      <PageHead
        title="How packages are ranked"
        lede="Each result tells under “Why here?” what gave it its place. Nothing is paid for, and nothing is known of you."
      />
      <h2>Points</h2>
      <p>
        A package’s place is the sum of its points. How much each part counts was found by trying on hundreds
        of searches whose answer is known; it differs for one word, which is taken for a name, for several,
        which are taken for a need, and for names of a scope. Where all else is equal, one point is about a
        doubling of downloads; but five doublings where one word was typed and the name does not fit it.
      </p>
      <ul>
        <li>
          <b>How its name fits</b>: most for the very name that was typed; less for the same letters with
          other signs between them, without a “js” at the end, and for a whole name that is a slip away; least
          for a name that begins so, or that does once a slip is mended. Where several words were typed a
          beginning has no points of its own.
        </li>
        <li>
          <b>Downloads</b> of 30 days, by doublings: a million is twenty of them.
        </li>
        <li>
          <b>How much of what was typed it answers</b>, by its name, description and keywords: rare words
          count for more than common ones, a word as it was typed for more than another form of it. A word
          that only the beginning of its readme has counts for three tenths, where that readme was read.
        </li>
        <li>
          <b>How much of its name was asked for</b>: for “merge”, a short name stands before a long one.
        </li>
        <li>
          <b>How much of its description was asked for</b>, and whether the words follow each other there.
        </li>
        <li>
          <b>Slips</b> that had to be mended, <b>words that it has nowhere</b>, and <b>deprecation</b> take
          points off.
        </li>
      </ul>
      <h2>Exceptions</h2>
      <ul>
        <li>
          A name that was typed and that hardly anybody downloads (fewer than{' '}
          {HARDLY_ANY_DOWNLOADS.toLocaleString('en')} in 30 days) stands second below one that begins so and
          has at least {MEANT_DOWNLOADS.toLocaleString('en')}: neither hidden, nor hiding what is meant. So
          does one below a name of the same letters, or the same without “js”, that has so many and a hundred
          times its own: “socketio” below socket.io, “next.js” below next.
        </li>
        <li>
          What only npm’s search has found comes behind the last of the index’s first forty that fits, without
          points; a name that was typed comes first all the same, or second by the rule above.
        </li>
        <li>
          Sorted by downloads, trend or release date, packages that have only some of the words stay behind
          those that have all.
        </li>
        <li>
          Deprecated packages are hidden, and counted, unless their name was typed or they are asked for.
        </li>
        <li>
          A package is not hidden by a filter that nobody can answer for it yet: it stands behind those that
          surely fit, and says so.
        </li>
      </ul>
      <h2>Operators</h2>
      <p>They may stand anywhere in the box; the fields of “Filters and sort” are the same.</p>
      <dl class="operators">
        {OPERATOR_NAMES.map((name) => (
          <>
            <dt>
              <code>{name}:</code>
            </dt>
            <dd>{SEARCH_OPERATORS[name].values}</dd>
          </>
        ))}
      </dl>
      <p>
        For example{' '}
        <a href={`/search?${new URLSearchParams({ q: 'csv types:included license:mit' })}`}>
          <code>csv types:included license:mit</code>
        </a>
        .
      </p>
    </div>,
  );
}
