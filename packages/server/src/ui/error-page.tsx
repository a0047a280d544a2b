export interface ErrorPageProps {
  readonly status: number;
  /** What happened, in a few words. */
  readonly title: string;
  /** What to do about it. */
  readonly children?: unknown;
}

/** The content of a page that could not be shown: what happened and the ways on. */
export function ErrorPage({ status, title, children }: ErrorPageProps) {
  return (
    <div class="error-page">
      <p class="status">{status}</p>
      <h1>{title}</h1>
      {children}
      <p class="ways">
        <a href="/">Search</a>
        <a href="/dashboards">Dashboards</a>
        <a href="/metrics">Metrics</a>
        <a href="/sources">Sources</a>
      </p>
    </div>
  );
}
