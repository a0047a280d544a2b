import { formatValue, fromNumber } from '@shipstats/core';
import { Ago } from '../../ui/index.ts';
import { countAdvisories, isGrave } from '../attention/severity.ts';
import { MODULE_WORDS } from '../module-words.ts';
import { compareHref, packageHref, userHref } from '../package-path.ts';
import { Downloads } from '../search/search-results.tsx';
import { Trend, Weeks } from '../user/packages-table.tsx';
import type { Compared } from './read-compare.ts';

type Found = Extract<Compared, { kind: 'found' }>;

interface Fact {
  readonly label: string;
  readonly show: (one: Found, now: Date) => unknown;
}

const FACTS: readonly Fact[] = [
  { label: 'Downloads, 30 days', show: ({ line }, now) => <Downloads count={line ?? null} now={now} /> },
  { label: 'Trend, 4 weeks', show: ({ line }) => <Trend trend={line?.trend ?? null} /> },
  {
    label: 'Last weeks',
    show: ({ line }) =>
      line !== undefined && line.weeks.length > 1 ? <Weeks weeks={line.weeks} /> : unknown(),
  },
  { label: 'Latest version', show: ({ package: { version } }) => version.version },
  {
    label: 'Last release',
    show: ({ package: { version } }, now) =>
      version.publishedAt === null ? unknown() : <Ago at={version.publishedAt} now={now} />,
  },
  { label: 'Licence', show: ({ package: { version } }) => version.license?.text ?? 'none given' },
  { label: 'Types', show: ({ types }) => types ?? unknown() },
  { label: 'Modules', show: ({ package: { version } }) => MODULE_WORDS[version.moduleFormat] ?? unknown() },
  {
    label: 'Unpacked size',
    show: ({ package: { version } }) =>
      version.unpackedSize === null
        ? unknown()
        : formatValue(fromNumber(version.unpackedSize), { kind: 'bytes' }, { compact: true }),
  },
  {
    label: 'Dependencies',
    show: ({ package: { version } }) =>
      `${version.dependencies.filter(({ kind }) => kind === 'dependencies').length}`,
  },
  { label: 'Maintainers', show: ({ package: { facts } }) => <Maintainers names={facts.maintainers} /> },
  { label: 'Open advisories', show: ({ advisories }) => <Advisories advisories={advisories} /> },
];

interface CompareTableProps {
  readonly packages: readonly Compared[];
  /** What the address says beside the names, with its question mark: it stays when one is taken out. */
  readonly search: string;
  readonly now: Date;
}

/** The facts of packages side by side: a column a package, which can be taken out. */
export function CompareTable({ packages, search, now }: CompareTableProps) {
  const without = (name: string) =>
    compareHref(packages.map((one) => one.name).filter((one) => one !== name)) + search;
  return (
    <section class="scroll compare-table" aria-label="Comparison" tabindex={0}>
      <table class="data">
        <thead>
          <tr>
            <td />
            {packages.map((one) => (
              <th scope="col">
                {one.kind === 'found' ? (
                  <a class="package-name" href={packageHref(one.name)}>
                    {one.name}
                  </a>
                ) : (
                  <span class="package-name soft">{one.name}</span>
                )}{' '}
                {one.kind === 'found' && one.package.version.deprecated !== null ? (
                  <span class="tag bad">deprecated</span>
                ) : null}
                {packages.length > 1 ? (
                  <a class="remove" href={without(one.name)}>
                    Remove<span class="vh"> {one.name}</span>
                  </a>
                ) : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FACTS.map((fact, row) => (
            <tr>
              <th scope="row">{fact.label}</th>
              {packages.map((one) =>
                one.kind === 'found' ? (
                  <td>{fact.show(one, now)}</td>
                ) : row === 0 ? (
                  <td class="missing" rowspan={FACTS.length}>
                    {one.message}
                  </td>
                ) : null,
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Maintainers({ names }: { names: Found['package']['facts']['maintainers'] }) {
  const [first] = names;
  if (first === undefined) return unknown();
  return (
    <>
      <a href={userHref(first.name)}>@{first.name}</a>
      {names.length > 1 ? ` and ${names.length - 1} more` : ''}
    </>
  );
}

function Advisories({ advisories }: { advisories: Found['advisories'] }) {
  if (advisories.kind === 'unknown') return <span class="soft">unknown</span>;
  if (advisories.value.length === 0) return 'none';
  return (
    <span class={advisories.value.some(isGrave) ? 'worse' : ''}>{countAdvisories(advisories.value)}</span>
  );
}

function unknown() {
  return <span class="soft">unknown</span>;
}
