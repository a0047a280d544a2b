import { type Advisory, affects } from '@shipstats/registry';
import { EmptyState } from '../../ui/index.ts';
import { byGravity, isGrave } from '../attention/severity.ts';
import { plainText } from '../plain-text.ts';
import type { PackageView } from './read-package.ts';

/** Published weaknesses: those of this version first, then those of others. */
export function AdvisoriesTab({ view: { advisories, version, here } }: { view: PackageView }) {
  if (advisories.kind === 'unknown') {
    return (
      <EmptyState kind="unknown" title="Advisories are unknown">
        <p>
          {advisories.message} <a href={here}>Look again</a>
        </p>
      </EmptyState>
    );
  }
  if (advisories.value.length === 0) {
    return (
      <EmptyState kind="nothing-found" title={`No advisory is known of ${version.version}`}>
        <p>
          As of <time datetime={advisories.asOf}>{advisories.asOf.slice(0, 10)}</time>, by npm’s own database.
        </p>
      </EmptyState>
    );
  }
  const sorted = [...advisories.value].sort(byGravity);
  const open = sorted.filter((one) => affects(one, version.version));
  const others = sorted.filter((one) => !open.includes(one));
  return (
    <>
      <Group title={`Open in ${version.version}`} advisories={open} none="None." />
      <Group title="Of other versions" advisories={others} none="None." />
    </>
  );
}

function Group(props: { title: string; advisories: readonly Advisory[]; none: string }) {
  return (
    <section class="advisories">
      <h2>{props.title}</h2>
      {props.advisories.length === 0 ? <p class="soft">{props.none}</p> : null}
      <ul class="plain">
        {props.advisories.map((one) => (
          <li>
            <b class={isGrave(one) ? 'worse' : undefined}>{one.severity}</b>
            <div>
              {one.url === null ? (
                plainText(one.title)
              ) : (
                <a href={one.url} rel="noreferrer">
                  {plainText(one.title)}
                </a>
              )}
              <p class="soft">
                versions <code>{plainText(one.vulnerableVersions, 160)}</code>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
