/** What the server tells of a sync, see `watchSources` in the API's document. */
interface Progress {
  readonly run: {
    readonly source: string;
    readonly finishedAt: string | null;
    readonly resources: readonly {
      readonly resource: string;
      readonly status: string;
      readonly planned: number;
      readonly buckets: number;
    }[];
  };
  /** How far the whole run is. */
  readonly words: string;
  readonly message: string | null;
}

/** What is needed of a source, see `listSources`. */
interface State {
  readonly name: string;
  readonly running: object | null;
  readonly lastRun: { readonly id: number } | null;
}

const SOURCES = '/api/v1/sources';
/** How often a page in view asks whether a sync has begun: a short question holds no connection. */
const LOOK_MS = 2_000;

/**
 * Shows the progress of the page's sources as it happens, and their new state when it ends, without a reload.
 *
 * A browser has six connections for a host, whatever the number of its tabs: there is one stream for all sources of
 * the page, while something syncs and somebody looks.
 */
export function liveSources(): void {
  if (elements().length === 0) return;
  let stream: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const rest = () => {
    stream?.close();
    stream = undefined;
    clearTimeout(timer);
  };

  /** Opens or closes the stream, as the page's sources need. */
  const settle = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') return rest();
    if (elements().some(isRunning)) {
      if (stream === undefined) listen();
      return;
    }
    rest();
    timer = setTimeout(look, LOOK_MS);
  };

  const listen = () => {
    stream = new EventSource(`${SOURCES}/events`);
    // A sync may have ended before the stream stood: nothing would tell of it any more.
    stream.addEventListener('open', () => void look());
    stream.addEventListener('error', () => {
      // Refused, which is for good; a connection that broke is tried again by the browser.
      if (stream?.readyState !== EventSource.CLOSED) return;
      rest();
      timer = setTimeout(look, LOOK_MS);
    });
    stream.addEventListener('progress', (event: MessageEvent<string>) => {
      const progress = JSON.parse(event.data) as Progress;
      const element = elements().find(({ dataset }) => dataset.source === progress.run.source);
      if (!element) return;
      if (progress.run.finishedAt !== null) refresh(element).then(settle, settle);
      else show(element, progress);
    });
  };

  /** Asks what is at work, and brings the page to it. */
  const look = async () => {
    try {
      const answer = await fetch(SOURCES);
      const { sources } = (await answer.json()) as { readonly sources: readonly State[] };
      for (const element of elements()) {
        const source = sources.find(({ name }) => name === element.dataset.source);
        if (!source) continue;
        // A sync can begin and end between two looks.
        const isOld = element.dataset.run !== `${source.lastRun?.id ?? ''}`;
        if (source.running) element.dataset.running = '';
        else if (isOld || isRunning(element)) await refresh(element);
      }
    } catch {
      // The server is gone or asks for a login: the page stands as it is until it answers again.
    }
    settle();
  };

  document.addEventListener('submit', (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : undefined;
    const element = form?.closest<HTMLElement>('[data-source]');
    if (!form || !element) return;
    event.preventDefault();
    lock(element);
    fetch(`${SOURCES}/${encodeURIComponent(element.dataset.source ?? '')}/sync`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
      .then((answer) => {
        // Whatever went wrong, the page behind the form explains it.
        if (!answer.ok) return form.submit();
        element.dataset.running = '';
        settle();
      })
      .catch(() => form.submit());
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') rest();
    else void look();
  });
  // A page that is put aside must not keep a connection.
  addEventListener('pagehide', rest);
  settle();
}

function elements(): readonly HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-source]')];
}

function isRunning({ dataset }: HTMLElement): boolean {
  return dataset.running !== undefined;
}

/** Into the cells where the last sync's outcome stands, which have room for both: nothing moves. */
function show(element: HTMLElement, { run, words: progress, message }: Progress): void {
  element.dataset.running = '';
  lock(element);
  const times = element.querySelector('[data-times]');
  if (times) times.textContent = progress;
  const words = element.querySelector('[data-message]');
  if (words && words.textContent !== (message ?? '')) words.textContent = message ?? '';
  for (const { resource, status, planned, buckets } of run.resources) {
    const cell = element.querySelector<HTMLElement>(`[data-resource="${CSS.escape(resource)}"]`);
    const words = cell?.querySelector('span');
    if (!cell || !words) continue;
    const bar = cell.querySelector('progress') ?? cell.appendChild(createBar(cell.dataset.title ?? resource));
    bar.max = Math.max(1, planned);
    bar.value = Math.min(buckets, planned);
    words.textContent =
      status === 'pending'
        ? 'waiting'
        : `${bar.value.toLocaleString('en-US')} of ${planned.toLocaleString('en-US')}`;
  }
}

function createBar(label: string): HTMLProgressElement {
  const bar = document.createElement('progress');
  bar.ariaLabel = label;
  return bar;
}

function lock(element: HTMLElement): void {
  const button = element.querySelector('button');
  if (!button || button.disabled) return;
  button.disabled = true;
  button.textContent = 'Syncing …';
}

/** How often, and how long apart, the page is asked for until the sync is over there too. */
const REFRESHES = 20;
const REFRESH_MS = 300;

/** Takes the new state from the page as the server now draws it. */
async function refresh(element: HTMLElement, left = REFRESHES): Promise<void> {
  const answer = await fetch(location.href);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fresh = page.getElementById(element.id);
  if (!fresh) return;
  // The last event comes from the sync itself, a moment before it has ended.
  if (isRunning(fresh) && left > 0) {
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MS));
    return refresh(element, left - 1);
  }
  element.replaceWith(fresh);
}
