import { editDistance } from './edit-distance.ts';
import { HARDLY_ANY_DOWNLOADS } from './exact-slot.ts';
import type { FoundPackage } from './question.ts';
import { squash } from './tokenize.ts';
import { withoutJs } from './without-js.ts';

/** How a name answers what was typed. */
export type NameMatch = 'exact' | 'joined' | 'without-js' | 'prefix' | 'nearby' | 'none';

/** How a name answers, with what its points depend on. */
export interface NamedAs {
  readonly match: NameMatch;
  /** Its scope comes before what was typed. */
  readonly isScoped: boolean;
  readonly hasSigns: boolean;
  /** Signs that are not where they were typed, of a name nearby. */
  readonly signEdits: number;
  readonly isBeginning: boolean;
}

/** Compares a name with what was typed. */
export function matchName(typed: string, found: FoundPackage): NamedAs {
  const name = found.name.toLowerCase();
  const squashed = squash(found.name);
  const bareName = name.startsWith('@') ? name.slice(name.indexOf('/') + 1) : name;
  const wanted = squash(typed);
  const as = (match: NameMatch, more: Partial<NamedAs> = {}): NamedAs => ({
    match,
    isScoped: name.startsWith('@'),
    hasSigns: false,
    signEdits: 0,
    isBeginning: false,
    ...more,
  });
  if (name === typed) return as('exact');
  if (name === withoutJs(typed) && (found.downloads ?? 0) >= HARDLY_ANY_DOWNLOADS) return as('without-js');
  if (found.nearby !== undefined) {
    const isBeginning = found.nearby === 'beginning';
    const distance = editDistance(typed, name, 4);
    const written = isBeginning ? distance.beginning : distance.whole;
    return as('nearby', { isBeginning, signEdits: Math.max(0, written - found.edits) });
  }
  if (wanted === '') return as('none');
  if (squashed === wanted) return as('joined');
  const isPrefix = squashed.startsWith(wanted) || squash(bareName).startsWith(wanted);
  if (!isPrefix) return as('none');
  return as('prefix', {
    hasSigns: typed !== wanted && (name.startsWith(typed) || bareName.startsWith(typed)),
  });
}
