import { type Freshness, type StoredName, toIso } from '@shipstats/core';
import { Ago, Card, Notice } from '../ui/index.ts';

export interface NamesCardProps {
  readonly source: string;
  readonly names: readonly StoredName[];
  /** How the last reading of them went. */
  readonly read: Freshness;
  readonly now: Date;
}

/** How many names of a source's ids are known and when they were read; nothing where there are none to know. */
export function NamesCard({ source, names, read, now }: NamesCardProps) {
  const kinds = [...Map.groupBy(names, ({ kind }) => kind)];
  if (kinds.length === 0 && read.lastError === null) return null;
  const listed = names.filter(({ state }) => state !== 'unlisted');
  return (
    <Card title="Names" isWide>
      {read.lastError === null ? null : (
        <Notice kind="warn" title="Names could not be read">
          <p>{read.lastError}</p>
        </Notice>
      )}
      <p>
        {listed.length.toLocaleString('en-US')} {listed.length === 1 ? 'name is' : 'names are'} known
        {read.lastSuccessAt === null ? (
          '.'
        ) : (
          <>
            , read <Ago at={toIso(read.lastSuccessAt)} now={now} />.
          </>
        )}{' '}
        <span class="soft">
          Numbers are kept by id, so a new name changes none of them. What was deleted keeps its last name.
        </span>
      </p>
      <ul class="plain">
        {kinds.map(([kind, of]) => (
          <li>
            {counted(kind, of.filter(({ state }) => state !== 'unlisted').length)}
            <span class="soft">{asides(of)}</span>
          </li>
        ))}
      </ul>
      {names.length === 0 ? null : (
        <p class="links">
          <a href={`/api/v1/sources/${encodeURIComponent(source)}/names`}>JSON</a>
        </p>
      )}
    </Card>
  );
}

/** `6 projects`, `1 API key` */
function counted(kind: string, count: number): string {
  const words = kind.replaceAll('_', ' ').replace(/\bapi\b/, 'API');
  return `${count.toLocaleString('en-US')} ${words}${count === 1 ? '' : 's'}`;
}

function asides(names: readonly StoredName[]): string {
  const of = (state: StoredName['state']) => names.filter((one) => one.state === state).length;
  const parts = [
    [of('archived'), 'archived'],
    [of('deleted'), 'deleted'],
    [of('unlisted'), 'more without a name: the source does not list them'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
  return told.length === 0 ? '' : `, ${told.join(', ')}`;
}
