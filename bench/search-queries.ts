import { createSeededRandom, type IndexDocument } from '@shipstats/registry/relevance';

export const QUERY_KINDS = ['name', 'prefix', 'letter', 'typo', 'words', 'nothing'] as const;

export type QueryKind = (typeof QUERY_KINDS)[number];

export interface TimedQuery {
  readonly kind: QueryKind;
  readonly text: string;
}

/** What people type: names, beginnings of them, slips, words of names and descriptions, and what is not there. */
export function makeQueries(documents: readonly IndexDocument[], count: number): TimedQuery[] {
  const random = createSeededRandom(11);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T; // within the list
  return Array.from({ length: count }, (_, at): TimedQuery => {
    const kind = QUERY_KINDS[at % QUERY_KINDS.length] ?? 'name';
    const { name, description } = pick(documents);
    switch (kind) {
      case 'name':
        return { kind, text: name };
      case 'prefix':
        return { kind, text: name.slice(0, 2 + Math.floor(random() * 6)) };
      case 'letter':
        return { kind, text: String.fromCharCode(97 + Math.floor(random() * 26)) };
      case 'typo': {
        const slip = 1 + Math.floor(random() * Math.max(1, name.length - 2));
        return { kind, text: `${name.slice(0, slip)}${name.slice(slip + 1)}` };
      }
      case 'words': {
        const words = `${description ?? name}`.split(/[^A-Za-z0-9]+/).filter((word) => word.length > 2);
        const text = Array.from({ length: 2 + Math.floor(random() * 2) }, () => pick(words) ?? 'test');
        return { kind, text: text.join(' ') };
      }
      case 'nothing':
        return { kind, text: `${name.slice(0, 3)} zq${Math.floor(random() * 1e6)} ${pick(documents).name}` };
      default:
        return kind satisfies never;
    }
  });
}
