/** What the server tells of a sync, see `watchSource` in the API's document. */
interface Progress {
  readonly run: {
    readonly finishedAt: string | null;
    readonly resources: readonly {
      readonly resource: string;
      readonly status: string;
      readonly planned: number;
      readonly buckets: number;
    }[];
  };
  readonly message: string | null;
}

/** Shows the progress of a source's syncs as it happens, and its new state when they end, without a reload. */
export function liveSource(element: HTMLElement): void {
  const { events } = element.dataset;
  const message = element.querySelector<HTMLElement>('[data-message]');
  const form = element.querySelector('form');
  if (!events || !message) return;
  const stream = new EventSource(events);
  // A page that is put aside must not keep one of the few connections that a browser has for a host.
  addEventListener('pagehide', () => stream.close(), { once: true });
  stream.addEventListener('progress', (event: MessageEvent<string>) => {
    const progress = JSON.parse(event.data) as Progress;
    if (progress.run.finishedAt !== null) {
      stream.close();
      void refresh(element);
      return;
    }
    lock(form);
    show(element, progress);
    if (message.textContent !== (progress.message ?? '')) message.textContent = progress.message ?? '';
  });

  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    lock(form);
    fetch(events.replace(/events$/, 'sync'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    })
      // Whatever went wrong, the page behind the form explains it.
      .then((answer) => (answer.ok ? undefined : form.submit()))
      .catch(() => form.submit());
  });
}

/** Into the cells where the last sync's outcome stands, which have room for both: nothing moves. */
function show(element: HTMLElement, { run }: Progress): void {
  for (const { resource, planned, buckets } of run.resources) {
    const cell = element.querySelector<HTMLElement>(`[data-resource="${CSS.escape(resource)}"]`);
    const words = cell?.querySelector('span');
    if (!cell || !words) continue;
    const bar = cell.querySelector('progress') ?? cell.appendChild(createBar(cell.dataset.title ?? resource));
    bar.max = Math.max(1, planned);
    bar.value = Math.min(buckets, planned);
    words.textContent = planned > 0 ? `${bar.value} of ${planned}` : 'waiting';
  }
}

function createBar(label: string): HTMLProgressElement {
  const bar = document.createElement('progress');
  bar.ariaLabel = label;
  return bar;
}

function lock(form: HTMLFormElement | null): void {
  const button = form?.querySelector('button');
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
  if (fresh.dataset.running !== undefined && left > 0) {
    setTimeout(() => void refresh(element, left - 1), REFRESH_MS);
    return;
  }
  element.replaceWith(fresh);
  liveSource(fresh);
}
