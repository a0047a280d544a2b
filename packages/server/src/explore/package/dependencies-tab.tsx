import type { DependencyKind } from '@shipstats/registry';
import { DataTable } from '../../chart/index.ts';
import { EmptyState } from '../../ui/index.ts';
import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { packagePartHref } from './package-address.ts';
import type { DependencyRow, DependencyState } from './read-dependencies.ts';

const KINDS: readonly (readonly [DependencyKind, string])[] = [
  ['dependencies', 'Dependencies'],
  ['peerDependencies', 'Peer dependencies'],
  ['optionalDependencies', 'Optional dependencies'],
  ['devDependencies', 'For its development'],
];

/** What it needs, by kind, each with how it stands. */
export function DependenciesTab({ rows, here }: { rows: readonly DependencyRow[]; here: string }) {
  if (rows.length === 0) {
    return (
      <EmptyState kind="nothing-found" title="No dependencies">
        <p>It brings nothing with it.</p>
      </EmptyState>
    );
  }
  const isPending = rows.some(({ state }) => state.kind === 'pending');
  return (
    <>
      {isPending ? (
        <p class="soft">
          Some are still being looked up. <a href={here}>Look again</a>
        </p>
      ) : null}
      {KINDS.map(([kind, title]) => {
        const some = rows.filter(({ dependency }) => dependency.kind === kind);
        if (some.length === 0) return null;
        const isDev = kind === 'devDependencies';
        const table = (
          <DataTable
            label={title}
            isStacked
            columns={[
              { label: 'Package' },
              { label: 'Range' },
              ...(isDev ? [] : [{ label: 'Installs' }, { label: 'State' }]),
            ]}
            rows={some.map((row) => [
              <Name row={row} />,
              <code class="range-text">{plainText(row.dependency.range, 80)}</code>,
              ...(isDev ? [] : [<Resolved state={row.state} />, <State row={row} />]),
            ])}
          />
        );
        return (
          <section class="dependencies">
            {isDev ? (
              <details>
                <summary>
                  <h2>
                    {title} <span class="soft">{some.length}, not installed with it</span>
                  </h2>
                </summary>
                {table}
              </details>
            ) : (
              <>
                <h2>
                  {title} <span class="soft">{some.length}</span>
                </h2>
                {table}
              </>
            )}
          </section>
        );
      })}
    </>
  );
}

function Name({ row: { dependency, name, state } }: { row: DependencyRow }) {
  return (
    <>
      {state.kind === 'elsewhere' ? (
        <span class="mono">{plainText(dependency.name, 80)}</span>
      ) : (
        <a class="package-name" href={packageHref(name)}>
          {plainText(dependency.name, 80)}
        </a>
      )}{' '}
      {dependency.isOptional ? <span class="tag">optional</span> : null}{' '}
      {name === dependency.name ? null : <span class="tag">is {plainText(name, 80)}</span>}
    </>
  );
}

function Resolved({ state }: { state: DependencyState }) {
  if (state.kind !== 'found') return <span class="soft">–</span>;
  return state.resolved === null ? (
    <span class="worse">nothing</span>
  ) : (
    <span class="mono">{state.resolved}</span>
  );
}

function State({ row: { name, state } }: { row: DependencyRow }) {
  switch (state.kind) {
    case 'elsewhere':
      return <span class="soft">not from the registry</span>;
    case 'not-asked':
      return <span class="soft">not looked up</span>;
    case 'pending':
      return <span class="soft">being looked up</span>;
    case 'missing':
      return <span class="worse">{plainText(state.message, 160)}</span>;
    case 'found':
      return <FoundState name={name} state={state} />;
    default:
      return state satisfies never;
  }
}

function FoundState({ name, state }: { name: string; state: Extract<DependencyState, { kind: 'found' }> }) {
  const open = state.advisories?.length ?? 0;
  return (
    <span class="states">
      {state.resolved === null ? <span class="worse">no version fits</span> : null}
      {open > 0 ? (
        <a
          class="worse"
          href={packagePartHref({ name, spec: state.resolved ?? undefined }, { tab: 'advisories' })}
        >
          {open === 1 ? '1 advisory' : `${open} advisories`}
        </a>
      ) : null}
      {state.deprecated === null ? null : (
        <span class="worse" title={plainText(state.deprecated)}>
          deprecated
        </span>
      )}
      {state.takesLatest || state.latest === null ? null : <span class="soft">latest is {state.latest}</span>}
      {open === 0 && state.deprecated === null && state.takesLatest ? (
        // Not called good where advisories are unknown, which the page says above.
        <span class={state.advisories === null ? undefined : 'better'}>latest</span>
      ) : null}
    </span>
  );
}
