import type { IdName, Series } from '@shipstats/core';

/** The ids that a series' label gives the names of, for those who need the very thing; undefined where it has none. */
export function idsOf({ dimensions, names }: Series): string | undefined {
  if (names === undefined) return undefined;
  return Object.entries(dimensions)
    .map(([dimension, id]) => (names[dimension] ? id : null))
    .filter((id) => id !== null)
    .join(' · ');
}

/** What became of what has this name, in a quiet word; nothing of what is as it was. */
export function NameState({ names }: { readonly names: readonly (IdName | undefined)[] }) {
  const gone = names.find((name) => name !== undefined && name.state !== 'active');
  if (gone === undefined) return null;
  // With the space they are two words to who hears them too.
  return (
    <>
      {' '}
      <span class="name-state">{gone.state}</span>
    </>
  );
}

/** What became of the things that a series is of. */
export function SeriesState({ series }: { readonly series: Series }) {
  return <NameState names={Object.values(series.names ?? {})} />;
}

/** An id on a line of its own, below its name. */
export function IdLine({ id }: { readonly id: string | null | undefined }) {
  return id == null ? null : <code class="id-line">{id}</code>;
}
