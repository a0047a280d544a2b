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
  const { events, titles } = element.dataset;
  const live = element.querySelector<HTMLElement>('[data-live]');
  const message = element.querySelector<HTMLElement>('[data-message]');
  const form = element.querySelector('form');
  if (!events || !live || !message) return;
  // Written by our own page, not by the source.
  const names = JSON.parse(titles ?? '{}') as Record<string, string>;

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
    show(live, progress, names);
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

function show(live: HTMLElement, { run }: Progress, names: Record<string, string>): void {
  for (const [index, { resource, planned, buckets }] of run.resources.entries()) {
    const bar = live.children[index] ?? live.appendChild(createBar(names[resource] ?? resource));
    const done = Math.min(buckets, planned);
    const meter = bar.querySelector('progress');
    const note = bar.querySelector('.soft');
    if (meter && planned > 0) {
      meter.max = planned;
      meter.value = done;
    }
    if (note) note.textContent = planned > 0 ? `${done} of ${planned}` : '';
  }
}

/** The same as the server's ProgressBar. */
function createBar(label: string): HTMLElement {
  const bar = document.createElement('div');
  bar.className = 'progress';
  const line = document.createElement('p');
  const name = document.createElement('span');
  name.textContent = label;
  const note = document.createElement('span');
  note.className = 'soft';
  line.append(name, note);
  const meter = document.createElement('progress');
  meter.ariaLabel = label;
  bar.append(line, meter);
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
