import { affects } from '@shipstats/registry';
import type { ChartRange } from './chart-range.ts';
import { type PackageAddress, type PackageTab, packagePartHref } from './package-address.ts';
import type { PackageView } from './read-package.ts';

export interface PackageTabsProps {
  readonly view: PackageView;
  readonly address: PackageAddress;
  readonly tab: PackageTab;
  readonly range: ChartRange;
}

/** The parts of the page as links, each with how much there is in it. */
export function PackageTabs({ view, address, tab, range }: PackageTabsProps) {
  const { facts, version } = view;
  const installed = version.dependencies.filter(({ kind }) => kind !== 'devDependencies').length;
  const tabs: readonly (readonly [PackageTab, string, string])[] = [
    ['readme', 'Readme', ''],
    ['versions', 'Versions', facts.versions.length.toLocaleString('en')],
    ['dependencies', 'Dependencies', `${installed}`],
    ['advisories', 'Advisories', countAdvisories(view)],
  ];
  return (
    <nav class="tabs" aria-label="Parts of the page" id="parts">
      {tabs.map(([name, label, count]) => (
        <a
          href={`${packagePartHref(address, { tab: name, range })}#parts`}
          aria-current={name === tab ? 'page' : undefined}
        >
          {label}
          {count === '' ? null : <span> {count}</span>}
        </a>
      ))}
    </nav>
  );
}

function countAdvisories({ advisories, version }: PackageView): string {
  if (advisories.kind === 'unknown') return 'unknown';
  const open = advisories.value.filter((one) => affects(one, version.version)).length;
  if (open > 0) return `${open} open`;
  return advisories.value.length === 0 ? '0' : `${advisories.value.length} fixed`;
}
