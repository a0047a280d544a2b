import {
  divide,
  type FormatOptions,
  formatChange,
  formatExact,
  formatPercent,
  formatValue,
  type QueryResult,
  type Series,
  unitName,
} from '@shipstats/core';
import { bucketName, DataTable, IdLine, idsOf, NameState, stateText } from '../chart/index.ts';
import { dimensionWords } from '../dimension-words.ts';

export interface ResultTableProps {
  readonly label: string;
  readonly result: QueryResult;
  readonly rowHref?: (series: Series) => string | undefined;
  readonly format?: FormatOptions;
}

/** A result with all its digits: a row a series, or a row a bucket where the query has buckets. */
export function ResultTable({ label, result, rowHref, format }: ResultTableProps) {
  const show = (value: Series['value']) => {
    if (value === null) return <span class="soft">unknown</span>;
    return format === undefined ? formatExact(value, result.unit) : formatValue(value, result.unit, format);
  };
  const unit = unitName(result.unit);
  // "npm downloads" says already what is counted.
  const isUnitSaid = unit === '' || result.title.toLowerCase().includes(unit.toLowerCase());
  const number = isUnitSaid ? result.title : `${result.title} (${unit})`;
  if (result.buckets.length > 0) {
    const rows = result.buckets.map((bucket, index) => [
      bucketName(bucket),
      stateText(bucket),
      ...result.series.map((series) => show(series.points[index] ?? null)),
    ]);
    const names = result.series.map((series) => ({
      label: result.by.length > 0 || result.series.length > 1 ? series.label : number,
      isNumber: true,
      ...(series.names === undefined ? {} : { title: idsOf(series) }),
    }));
    return (
      <DataTable
        label={label}
        columns={[{ label: 'Time' }, { label: 'State' }, ...names]}
        rows={rows.reverse()}
      />
    );
  }
  const hasShare = result.kind === 'flow' && result.value !== null && result.unit.kind !== 'ratio';
  const hasChange = result.series.some((series) => series.previous !== null);
  const heads = result.by.length > 0 ? result.by.map(toHead) : ['Metric'];
  return (
    <DataTable
      label={label}
      columns={[
        ...heads.map((head) => ({ label: head })),
        { label: number, isNumber: true },
        ...(hasShare ? [{ label: 'Share', isNumber: true }] : []),
        ...(hasChange ? [{ label: 'Change', isNumber: true }] : []),
      ]}
      rows={result.series.map((series) => {
        const href = rowHref?.(series);
        const linked = (text: string, index: number) =>
          index > 0 || href === undefined ? text : <a href={href}>{text}</a>;
        const names =
          result.by.length > 0 && !series.isOther
            ? result.by.map((dimension, index) => {
                const id = series.dimensions[dimension] ?? null;
                const name = series.names?.[dimension];
                if (name === undefined) return linked(id ?? '(none)', index);
                return (
                  <>
                    {linked(name.label, index)}
                    <NameState names={[name]} />
                    <IdLine id={id} />
                  </>
                );
              })
            : [linked(series.label, 0), ...heads.slice(1).map(() => '')];
        const share = series.value && result.value ? divide(series.value, result.value, 6) : undefined;
        const change =
          series.previous && series.value
            ? formatChange(series.previous, series.value, result.unit)
            : undefined;
        return [
          ...names,
          show(series.value),
          ...(hasShare ? [share ? formatPercent(share) : ''] : []),
          ...(hasChange ? [change ?? '–'] : []),
        ];
      })}
      empty="Nothing in this window."
    />
  );
}

/** A dimension's name as the head of a column. */
function toHead(dimension: string): string {
  const words = dimensionWords(dimension);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
