import type { DependencyKind } from '@shipstats/registry';
import { Ago } from '../../ui/index.ts';
import { MODULE_WORDS } from '../module-words.ts';
import { plainText } from '../plain-text.ts';
import { InstallCommands } from './install-commands.tsx';
import { type PackageAddress, packagePartHref } from './package-address.ts';
import type { PackageView } from './read-package.ts';

/** What the package is, in three lines, and how to install it. */
export function PackageHead(props: { view: PackageView; address: PackageAddress; now: Date }) {
  const { view, address, now } = props;
  const { facts, version, types, provenance } = view;
  const description = version.description ?? facts.description;
  const format = MODULE_WORDS[version.moduleFormat];
  const count = (...kinds: readonly DependencyKind[]) =>
    version.dependencies.filter(({ kind }) => kinds.includes(kind)).length;
  const needed = count('dependencies');
  const beside = [
    [count('peerDependencies'), 'peer'],
    [count('optionalDependencies'), 'optional'],
  ].flatMap(([some, word]) => (some === 0 ? [] : [` + ${some} ${word}`]));
  return (
    <div class="head package-head">
      <div>
        <h1 class="mono">{facts.name}</h1>
        {description === null ? null : <p class="lede">{plainText(description)}</p>}
        <ul class="facts-line">
          <li>
            <b>{version.version}</b>{' '}
            {version.publishedAt === null ? (
              'published at an unknown time'
            ) : (
              <>
                published <Ago at={version.publishedAt} now={now} />
              </>
            )}
          </li>
          <li>{version.license === null ? 'no licence told' : plainText(version.license.text, 60)}</li>
          {format === null ? null : <li>{format}</li>}
          <li>{typesWord(types)}</li>
          <li>
            <a href={packagePartHref(address, { tab: 'dependencies' })}>
              {needed === 1 ? '1 dependency' : `${needed} dependencies`}
              {beside}
            </a>
          </li>
          {version.hasProvenance ? (
            <li class="better">
              {provenance.kind === 'known' && provenance.value?.build ? (
                <a href={provenance.value.build} rel="noreferrer">
                  provenance ✓
                </a>
              ) : (
                'provenance ✓'
              )}
            </li>
          ) : null}
        </ul>
      </div>
      <InstallCommands name={facts.name} spec={address.spec} />
    </div>
  );
}

function typesWord(types: string | null) {
  switch (types) {
    case 'included':
      return 'types included';
    case 'none':
      return 'no types';
    case null:
      return 'types unknown';
    default:
      return (
        <>
          types in <a href={`/pkg:${types}`}>{types}</a>
        </>
      );
  }
}
