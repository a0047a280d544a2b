import { DAY, toDayUtc, type Window } from '@shipstats/core';
import { Button, FieldRow, TextField } from '../ui/index.ts';

/** Two days to choose any window; keeps what else the address says. */
export function RangeForm({ url, window }: { readonly url: URL; readonly window: Window | undefined }) {
  const kept = [...url.searchParams].filter(([name]) => !['window', 'from', 'to'].includes(name));
  return (
    <details class="custom-range">
      <summary>Custom range</summary>
      <form method="get" action={url.pathname}>
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <FieldRow>
          <TextField
            id="range-from"
            name="from"
            kind="date"
            label="From"
            isRequired
            {...(window && { value: toDayUtc(window.start) })}
          />
          <TextField
            id="range-to"
            name="to"
            kind="date"
            label="To, included"
            {...(window && { value: toDayUtc(window.end - DAY) })}
          />
          <Button>Show</Button>
        </FieldRow>
      </form>
    </details>
  );
}
