import { formatBucket, formatBucketName, type SourceGranularity, toIso } from '@shipstats/core';
import type { QuarantineEntry } from '@shipstats/store';
import type { Context } from 'hono';
import { startRetry } from '../api/quarantine.ts';
import type { AppContext } from '../app-context.ts';
import type { SourceView } from '../source-view.ts';
import { Ago, Button, Card } from '../ui/index.ts';

/** Longer rows are cut, and open in full. */
const SHOWN_CHARACTERS = 120;

interface QuarantineCardProps {
  readonly source: SourceView;
  /** The newest ones. */
  readonly entries: readonly QuarantineEntry[];
  readonly granularityOf: (resource: string) => SourceGranularity;
  readonly now: Date;
}

/** The rows that could not be read, as they came, and the button that asks the source for their days again. */
export function QuarantineCard({ source, entries, granularityOf, now }: QuarantineCardProps) {
  const { state, resources } = source;
  const total = resources.reduce((sum, { quarantined }) => sum + quarantined, 0);
  const path = `/sources/${encodeURIComponent(state.name)}/quarantine`;
  return (
    <section id="quarantine">
      <Card title="Quarantine" isWide>
        <p class="soft">
          Rows that could not be read. They are kept as they came, never guessed and never zero; their days
          are marked incomplete.
          {entries.length < total ? (
            <>
              {' '}
              The {entries.length} newest of {total.toLocaleString('en-US')}; all are in{' '}
              <a href={`/api/v1${path}`}>the API</a> and <code>shipstats quarantine</code>.
            </>
          ) : null}
        </p>
        {entries.length > 0 && state.enabled ? (
          <form method="post" action={`${path}/retry`} class="before-table">
            <Button isDisabled={state.running !== null}>Ask for these days again</Button>
          </form>
        ) : null}
        {entries.length === 0 ? (
          <p class="soft">Everything could be read.</p>
        ) : (
          <ul class="aside-rows">
            {entries.map((entry) => (
              <li>
                <p>
                  <b>
                    {formatBucketName(formatBucket(entry.bucket, granularityOf(entry.resource)), {
                      year: true,
                    })}
                  </b>{' '}
                  {entry.partition === undefined ? entry.resource : `${entry.resource}, ${entry.partition}`}:{' '}
                  {entry.reason}{' '}
                  <span class="soft">
                    seen <Ago at={toIso(entry.seenAt)} now={now} />
                  </span>
                </p>
                <Raw text={entry.raw} />
              </li>
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}

function Raw({ text }: { readonly text: string }) {
  if (text.length <= SHOWN_CHARACTERS) return <code class="raw">{text}</code>;
  return (
    <details class="raw">
      <summary>
        <code>{text.slice(0, SHOWN_CHARACTERS)}…</code>
      </summary>
      <pre>{text}</pre>
    </details>
  );
}

/** The button of the page: starts the sync and leads back to the list. */
export async function retryQuarantine(http: Context, context: AppContext, name: string) {
  await startRetry(name, context);
  return http.redirect(`/sources/${encodeURIComponent(name)}#quarantine`, 303);
}
