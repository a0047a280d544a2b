export interface DataColumn {
  readonly label: string;
  /** Numbers stand to the right. */
  readonly isNumber?: boolean;
  /** What the label stands for, for those who need the very thing. */
  readonly title?: string | undefined;
}

/** A cell: text, or a component. The first of a row is its head. */
export type DataCell = unknown;

export interface DataTableProps {
  /** What the table holds, for those who do not see where it stands. */
  readonly label: string;
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly DataCell[])[];
  /** Stands where there are no rows. */
  readonly empty?: string;
  /** On a narrow screen each row is a block of labelled facts: for few rows whose every fact matters. */
  readonly isStacked?: boolean;
}

/** A plain table; on a narrow screen it scrolls sideways in its own frame, or stands as blocks. */
export function DataTable(props: DataTableProps) {
  const { label, columns, rows, empty = 'Nothing here.', isStacked = false } = props;
  if (rows.length === 0) return <p class="soft">{empty}</p>;
  return (
    <section class={isStacked ? 'scroll stacked' : 'scroll'} aria-label={label} tabindex={0}>
      <table class="data">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.isNumber ? 'number' : undefined} title={column.title}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, index) =>
                index === 0 ? (
                  <th scope="row">{cell}</th>
                ) : (
                  <td
                    class={columns[index]?.isNumber ? undefined : 'text'}
                    data-label={isStacked ? columns[index]?.label : undefined}
                  >
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
