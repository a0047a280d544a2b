import {
  type Decimal,
  divide,
  type FormatOptions,
  formatChange,
  formatPercent,
  formatValue,
  type QueryResult,
  type Series,
  toNumber,
} from '@shipstats/core';
import { dimensionWords } from '../dimension-words.ts';
import { changeTone } from '../ui/delta.tsx';
import { Stamp } from '../ui/stamp.tsx';
import { assignSlots, COLOUR_SLOTS, slotClass } from './palette.ts';
import { IdLine, idsOf, SeriesState } from './series-name.tsx';

export interface RankedBarsProps {
  readonly id: string;
  readonly title: string;
  readonly href?: string;
  readonly result: QueryResult;
  readonly now: Date;
  /** What is ranked, for the table's head: `Model`. The dimension's name if not told. */
  readonly noun?: string;
  /** Where a row leads. */
  readonly rowHref?: (series: Series) => string | undefined;
  /** Bars in the colours that the series have in charts, instead of one. */
  readonly isColoured?: boolean;
  readonly known?: readonly string[];
  readonly format?: FormatOptions;
  readonly links?: readonly { readonly label: string; readonly href: string }[];
  readonly isWide?: boolean;
  /** Below names, the ids that they are of. They are in titles otherwise. */
  readonly hasIds?: boolean;
}

/** A breakdown as a ranked list: name, number, share and change, each with a bar to compare by eye. */
export function RankedBars(props: RankedBarsProps) {
  const { id, title, href, result, now, format, rowHref } = props;
  const noun = props.noun ?? result.by.map(dimensionWords).join(', ');
  const largest = Math.max(0, ...result.series.map((one) => Math.abs(one.value ? toNumber(one.value) : 0)));
  const slots = assignSlots(
    // As the chart beside it does: the biggest are coloured, the rest is grey.
    result.series
      .filter((one) => !one.isOther)
      .slice(0, COLOUR_SLOTS)
      .map((one) => one.key),
    props.known,
  );
  const colour = (one: Series) =>
    one.isOther ? 's-other' : props.isColoured ? slotClass(slots.get(one.key)) : 's0';
  const hasShare = result.kind === 'flow' && result.unit.kind !== 'ratio';
  const hasChange = result.series.some((one) => one.previous !== null);
  const hidden = result.seriesCount - result.series.filter((one) => !one.isOther).length;
  return (
    <figure class={props.isWide ? 'card ranked wide' : 'card ranked'} id={id}>
      <figcaption>
        <h2>{href === undefined ? title : <a href={href}>{title}</a>}</h2>
      </figcaption>
      {result.series.length === 0 ? <p class="soft">Nothing in this window.</p> : null}
      <table class="rank" hidden={result.series.length === 0}>
        <thead class="vh">
          <tr>
            <th scope="col">{noun || 'Name'}</th>
            <th scope="col">{result.title}</th>
            {hasShare ? <th scope="col">Share</th> : null}
            {hasChange ? <th scope="col">Change</th> : null}
          </tr>
        </thead>
        <tbody>
          {result.series.map((one) => {
            const link = one.isOther ? undefined : rowHref?.(one);
            const name = one.isOther && hidden > 0 ? `${one.label} (${hidden})` : one.label;
            const share = one.value && result.value ? divide(one.value, result.value, 6) : undefined;
            return (
              <tr>
                <th scope="row">
                  <span class="name" title={idsOf(one)}>
                    {link === undefined ? name : <a href={link}>{name}</a>}
                  </span>
                  <SeriesState series={one} />
                  {props.hasIds ? <IdLine id={idsOf(one)} /> : null}
                  <Bar value={one.value ? toNumber(one.value) : 0} largest={largest} colour={colour(one)} />
                </th>
                <td class={one.value === null ? 'none' : ''}>
                  {one.value === null
                    ? 'unknown'
                    : formatValue(one.value, result.unit, {
                        compact: result.unit.kind === 'count',
                        ...format,
                      })}
                </td>
                {hasShare ? <td class="soft share">{share ? shareWords(share) : ''}</td> : null}
                {hasChange ? <Change one={one} result={result} /> : null}
              </tr>
            );
          })}
        </tbody>
      </table>
      <div class="chart-foot">
        <Stamp stamps={result.stamps} now={now} />
        {props.links && props.links.length > 0 ? (
          <p class="links">
            {props.links.map((one) => (
              <a href={one.href}>{one.label}</a>
            ))}
          </p>
        ) : null}
      </div>
    </figure>
  );
}

/** A small part is no part of nothing. */
function shareWords(share: Decimal): string {
  const size = Math.abs(toNumber(share));
  return size > 0 && size < 0.005 ? '<1%' : formatPercent(share, 0);
}

function Bar({ value, largest, colour }: { value: number; largest: number; colour: string }) {
  const share = largest === 0 ? 0 : Math.abs(value) / largest;
  return (
    <svg class="rank-bar" width="100%" height="4" aria-hidden="true">
      {share === 0 ? null : (
        <rect
          class={`bar ${value < 0 ? 'negative' : colour}`}
          width={`${Math.max(0.6, Math.round(share * 1e4) / 100)}%`}
          height="4"
          rx="2"
        />
      )}
    </svg>
  );
}

function Change({ one, result }: { one: Series; result: QueryResult }) {
  if (one.value === null || one.previous === null) return <td class="soft change">–</td>;
  const change = formatChange(one.previous, one.value, result.unit) ?? '–';
  return <td class={`change ${changeTone(one.previous, one.value, result.moreIs)}`}>{change}</td>;
}
