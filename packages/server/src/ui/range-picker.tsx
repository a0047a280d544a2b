export interface RangeOption {
  readonly label: string;
  readonly href: string;
  readonly isCurrent?: boolean;
}

/** A choice among a few, as links: the choice lives in the address. */
export function RangePicker({
  options,
  label = 'Range',
}: {
  options: readonly RangeOption[];
  label?: string;
}) {
  return (
    <nav class="range" aria-label={label}>
      {options.map((option) => (
        <a href={option.href} aria-current={option.isCurrent ? 'true' : undefined}>
          {option.label}
        </a>
      ))}
    </nav>
  );
}
