import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import type { Attention, Urgency } from './attention.ts';
import type { Conditions, Looked } from './read-conditions.ts';

const WORDS: Record<Urgency, string> = { now: 'Now', soon: 'Soon', someday: 'Someday' };
/** More than this are folded away. */
const SHOWN = 12;

export interface AttentionListProps {
  readonly items: readonly Attention[];
  readonly conditions: Conditions;
}

/** What to work on next: each with its reason in a sentence, and how much was looked at to say so. */
export function AttentionList({ items, conditions }: AttentionListProps) {
  const shown = items.slice(0, SHOWN);
  const folded = items.slice(SHOWN);
  return (
    <section class="card attention" aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      {items.length === 0 ? <p class="soft">{nothingFound(conditions)}</p> : <Items items={shown} />}
      {folded.length === 0 ? null : (
        <details>
          <summary>{folded.length} more</summary>
          <Items items={folded} />
        </details>
      )}
      <p class="hint">{howMuch(conditions)}</p>
    </section>
  );
}

function Items({ items }: { items: readonly Attention[] }) {
  return (
    <ul class="attention-items">
      {items.map((item) => (
        <li>
          <span class={`urgency ${item.urgency}`}>{WORDS[item.urgency]}</span>
          <div>
            <p>
              <a class="package-name" href={packageHref(item.package)}>
                {item.package}
              </a>{' '}
              {item.reason}
            </p>
            {item.quote === null ? null : <p class="soft quote">“{plainText(item.quote, 160)}”</p>}
          </div>
          <a
            class="about"
            href={item.link.href}
            rel={item.link.href.startsWith('/') ? undefined : 'noreferrer'}
          >
            {item.link.label}
            <span class="vh"> about {item.package}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function nothingFound({ packages }: Conditions): string {
  return packages.looked === 0
    ? 'Nothing could be looked at yet.'
    : 'Nothing: no open advisory, no deprecated dependency, no fall in downloads among what was looked at.';
}

/** What the list is made of; what was not looked at may need attention too. */
function howMuch({ packages, dependencies, advisoriesMissing }: Conditions): string {
  return [
    `Looked at ${amount(packages, 'package', 'packages')} and ${amount(dependencies, 'dependency', 'dependencies')}.`,
    ...(advisoriesMissing === null ? [] : [`Advisories are missing: ${advisoriesMissing}`]),
  ].join(' ');
}

function amount({ all, looked }: Looked, one: string, many: string): string {
  if (all === looked) return `${all === 1 ? `1 ${one}` : `all ${all} ${many}`}`;
  return `${looked} of ${all} ${many}`;
}
