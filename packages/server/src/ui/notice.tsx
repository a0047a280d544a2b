export interface NoticeProps {
  readonly kind?: 'info' | 'warn' | 'error' | 'good';
  readonly title?: string;
  readonly children?: unknown;
}

const SIGNS = {
  info: 'M8 7.2v4M8 4.6v.6',
  warn: 'M8 4.4v4.2M8 11v.6',
  error: 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
  good: 'M4.8 8.3l2.2 2.2 4.2-4.8',
};

/** Something to know before reading on: a sign and a word beside the colour. */
export function Notice({ kind = 'info', title, children }: NoticeProps) {
  return (
    <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      <Sign kind={kind} />
      <div>
        {title === undefined ? null : <p class="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

function Sign({ kind }: { kind: keyof typeof SIGNS }) {
  return (
    <svg class="sign" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="7.25" />
      <path d={SIGNS[kind]} />
    </svg>
  );
}
