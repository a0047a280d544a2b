export interface EmptyStateProps {
  readonly kind: 'never-synced' | 'nothing-found' | 'unknown';
  readonly title?: string;
  /** What to do about it. */
  readonly children?: unknown;
  /** Whether bars are drawn, for numbers that are to stand here; for all but `nothing-found` if not told. */
  readonly isDrawn?: boolean;
  /** Its title's level; 2 if not told. */
  readonly level?: 2 | 3;
}

const TITLES = {
  'never-synced': 'Not synced yet',
  'nothing-found': 'Nothing found',
  unknown: 'Nothing is known here',
};

/** Stands where something is not: a drawing of numbers that are to come, what it means, and what to do. */
export function EmptyState(props: EmptyStateProps) {
  const { kind, title, children, level = 2, isDrawn = kind !== 'nothing-found' } = props;
  const text = title ?? TITLES[kind];
  return (
    <div class={`empty ${kind}`}>
      {isDrawn ? (
        <svg width="120" height="48" viewBox="0 0 120 48" aria-hidden="true">
          <path class="zero" d="M0 44.5H120" />
          {[18, 26, 22, 32, 28, 38, 30].map((height, index) => (
            <rect x={index * 16 + 6.5} y={44 - height} width="10" height={height} />
          ))}
        </svg>
      ) : null}
      {level === 2 ? <h2>{text}</h2> : <h3>{text}</h3>}
      {children}
    </div>
  );
}
