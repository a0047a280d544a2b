export interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** Undefined while it is not known. */
  readonly total?: number;
  /** What stands at its right: `12 of 30 days`. */
  readonly note?: string;
}

/** How far something has come, with its words. */
export function ProgressBar({ label, done, total, note }: ProgressBarProps) {
  const text = note ?? (total === undefined ? `${done}` : `${done} of ${total}`);
  return (
    <div class="progress">
      <p>
        <span>{label}</span>
        <span class="soft">{text}</span>
      </p>
      {total === undefined ? (
        <progress aria-label={label} />
      ) : (
        <progress aria-label={label} value={done} max={Math.max(1, total)} />
      )}
    </div>
  );
}
