import { MARKED_STATES, STATE_MEANINGS, STATE_WORDS } from './bucket-states.ts';
import { type ChartModel, type ChartSeries, chartValue } from './chart-model.ts';
import { slotClass } from './palette.ts';
import { idsOf, SeriesState } from './series-name.tsx';

/** More entries than this fold away. */
const SHOWN = 10;

/** Names the series in the order they are drawn (from zero up), each with its colour, its dash and its number. */
export function Legend({ model, id }: { model: ChartModel; id: string }) {
  const states = MARKED_STATES.filter((state) =>
    model.result.buckets.some((bucket) => bucket.state === state),
  );
  const entries = model.isSplit ? model.series : [];
  if (entries.length === 0 && states.length === 0) return null;
  const shown = entries.length <= SHOWN + 2 ? entries : entries.slice(0, SHOWN);
  const folded = entries.slice(shown.length);
  return (
    <div class="legend">
      {shown.length + states.length > 0 ? (
        <ul>
          {shown.map((one, index) => (
            <Entry model={model} one={one} index={index} />
          ))}
          {states.map((state) => (
            <li class="state" title={STATE_MEANINGS[state]}>
              <svg class="swatch" width="14" height="12" aria-hidden="true">
                {state === 'unknown' ? (
                  <rect class="band unknown" width="14" height="8" fill={`url(#${id}-hatch)`} />
                ) : state === 'partial' ? (
                  <rect class="bar pale s-other" x="2.5" y="0.5" width="9" height="11" />
                ) : (
                  <rect class={`band ${state}`} width="14" height="8" />
                )}
                {state === 'partial' ? null : <rect class={`rail ${state}`} y="9" width="14" height="3" />}
              </svg>
              {STATE_WORDS[state]}
            </li>
          ))}
        </ul>
      ) : null}
      {folded.length > 0 ? (
        <details>
          <summary>{folded.length} more series</summary>
          <ul>
            {folded.map((one, index) => (
              <Entry model={model} one={one} index={shown.length + index} />
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

function Entry({ model, one, index }: { model: ChartModel; one: ChartSeries; index: number }) {
  const { series } = one;
  const colour = one.isMinor ? 's-other' : slotClass(one.slot);
  const hidden = model.result.seriesCount - model.series.filter((other) => !other.series.isOther).length;
  return (
    <li>
      {model.kind === 'bars' ? (
        <svg class="swatch" width="10" height="10" aria-hidden="true">
          <rect class={`bar ${colour}`} width="10" height="10" rx="2" />
        </svg>
      ) : (
        <svg class="swatch" width="22" height="10" aria-hidden="true">
          <path class={`line ${one.isMinor ? 'minor' : `dash${index % 5}`} ${colour}`} d="M1 5H21" />
        </svg>
      )}
      <span class="name" title={idsOf(series)}>
        {series.isOther && hidden > 0 ? `${series.label} (${hidden})` : series.label}
      </span>
      <SeriesState series={series} />
      {series.value === null ? null : <span class="value">{chartValue(model, series.value)}</span>}
    </li>
  );
}
