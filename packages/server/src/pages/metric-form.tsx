import {
  AGGREGATE_FNS,
  type CatalogEntry,
  type DimensionSpec,
  granularitiesOf,
  type MetricQuery,
  type NameBook,
} from '@shipstats/core';
import { dimensionWords } from '../dimension-words.ts';
import { Button, FieldRow, SelectField } from '../ui/index.ts';
import { filterIds, filterText } from './filter-text.ts';

export interface DimensionChoice extends DimensionSpec {
  readonly values: readonly (string | null)[];
}

interface FormProps {
  readonly url: URL;
  readonly query: MetricQuery;
}

const QUESTION = ['connector', 'window', 'by', 'by2', 'bucket', 'fn', 'field', 'top', 'complete'];

const FN_LABELS = {
  sum: 'Sum',
  avg: 'Average',
  min: 'Lowest',
  max: 'Highest',
  count: 'Buckets with data',
  latest: 'Latest',
  first: 'First',
} as const;

/** What to ask: each choice a field, the answer a link like any other. */
export function MetricForm(
  props: FormProps & { readonly entry: CatalogEntry; readonly entries: readonly CatalogEntry[] },
) {
  const { url, query, entry, entries } = props;
  const dimensions = [
    { value: '', label: 'nothing' },
    ...entry.resource.dimensions.map(({ name }) => ({ value: name, label: dimensionWords(name) })),
  ];
  const fns = AGGREGATE_FNS.filter((fn) => fn !== 'sum' || entry.resource.kind === 'flow');
  const buckets = [...[...granularitiesOf(entry.resource)].reverse(), 'week', 'month'];
  return (
    <form method="get" action={url.pathname} class="metric-form" aria-label="Question">
      <Kept url={url} names={['window', 'filter', 'compare', ...(entries.length > 1 ? [] : ['connector'])]} />
      <FieldRow>
        {entries.length > 1 ? (
          <SelectField
            id="connector"
            name="connector"
            label="Source"
            options={entries.map((one) => ({
              value: one.connector,
              label: one.connectorTitle,
              isCurrent: one.connector === query.connector,
            }))}
          />
        ) : null}
        <SelectField id="by" name="by" label="Split by" options={mark(dimensions, query.by[0] ?? '')} />
        <SelectField id="by2" name="by2" label="and by" options={mark(dimensions, query.by[1] ?? '')} />
        <SelectField
          id="bucket"
          name="bucket"
          label="Every"
          options={mark(
            buckets.map((bucket) => ({ value: bucket, label: bucket })),
            query.bucket ?? 'day',
          )}
        />
        {entry.metric.fields.length > 0 ? (
          <SelectField
            id="field"
            name="field"
            label="Number"
            options={mark(
              [
                { value: '', label: entry.metric.measure.replaceAll('_', ' ') },
                ...entry.metric.fields
                  .filter((field) => field !== entry.metric.measure)
                  .map((field) => ({ value: field, label: field.replaceAll('_', ' ') })),
              ],
              query.field ?? '',
            )}
          />
        ) : null}
        <SelectField
          id="fn"
          name="fn"
          label="As"
          options={mark(
            fns.map((fn) => ({ value: fn, label: FN_LABELS[fn] })),
            query.fn,
          )}
        />
        <SelectField
          id="top"
          name="top"
          label="Show"
          options={mark(
            ['5', '10', '20', '50', '200'].map((top) => ({ value: top, label: `top ${top}` })),
            `${query.top ?? 10}`,
          )}
        />
        <SelectField
          id="complete"
          name="complete"
          label="Days"
          options={[
            { value: '', label: 'all', isCurrent: !query.finalOnly },
            { value: '1', label: 'final only', isCurrent: query.finalOnly },
          ]}
        />
        <Button kind="primary">Show</Button>
      </FieldRow>
    </form>
  );
}

/** The filters at work, each with its way out, and a field for each dimension to add one. */
export function FilterForm({
  url,
  query,
  dimensions,
  book,
}: FormProps & { readonly dimensions: readonly DimensionChoice[]; readonly book: NameBook }) {
  return (
    <section class="filters" aria-label="Filters">
      {query.filter.length > 0 ? (
        <ul class="chips">
          {query.filter.map((clause, index) => (
            <li>
              <a
                class="chip"
                href={withoutFilter(url, index)}
                title={filterIds(clause, book)}
                aria-label={`Remove the filter ${filterText(clause, book)}`}
              >
                {filterText(clause, book)} <span aria-hidden="true">×</span>
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      <details>
        <summary>Filter</summary>
        <form method="get" action={url.pathname}>
          <Kept url={url} names={[...QUESTION, 'filter', 'compare']} />
          <FieldRow>
            {dimensions.map((dimension) => (
              <div class="field">
                <label for={`is-${dimension.name}`}>{dimensionWords(dimension.name)}</label>
                <input
                  id={`is-${dimension.name}`}
                  name={`is.${dimension.name}`}
                  list={`values-${dimension.name}`}
                  autocomplete="off"
                />
                <datalist id={`values-${dimension.name}`}>
                  {dimension.values.map((value) => (
                    <option value={value ?? '(none)'}>{book.find(dimension.name, value)?.label}</option>
                  ))}
                </datalist>
              </div>
            ))}
            <Button>Filter</Button>
          </FieldRow>
        </form>
      </details>
    </section>
  );
}

/** What the address says beside the fields of a form. */
function Kept({ url, names }: { readonly url: URL; readonly names: readonly string[] }) {
  return (
    <>
      {names.flatMap((name) =>
        url.searchParams
          .getAll(name)
          .filter((value) => value !== '')
          .map((value) => <input type="hidden" name={name} value={value} />),
      )}
    </>
  );
}

function mark(options: readonly { readonly value: string; readonly label: string }[], current: string) {
  const known = options.some((option) => option.value === current);
  const all = known ? options : [...options, { value: current, label: current }];
  return all.map((option) => ({ ...option, isCurrent: option.value === current }));
}

function withoutFilter(url: URL, index: number): string {
  const params = new URLSearchParams(url.search);
  const filters = params.getAll('filter').filter((text) => text !== '');
  params.delete('filter');
  for (const [place, text] of filters.entries()) if (place !== index) params.append('filter', text);
  const search = params.toString();
  return search === '' ? url.pathname : `${url.pathname}?${search}`;
}
