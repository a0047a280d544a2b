/** Rows of a readout: more would hide the chart. */
const MAX_ROWS = 8;

/**
 * Reads a chart bucket by bucket: with the arrow keys on its range input, with a finger, or with the pointer.
 *
 * The values come from the chart's own table, so that nothing is sent twice; its rows run from the newest back.
 */
export function chartCursor(figure: HTMLElement): void {
  const reader = figure.querySelector<HTMLElement>('.reader');
  const input = reader?.querySelector('input');
  const output = reader?.querySelector('output');
  const box = figure.querySelector<HTMLElement>('.plot-box');
  const mark = figure.querySelector<SVGElement>('.cursor');
  const table = figure.querySelector<HTMLTableElement>('.chart-table table');
  const rows = [...(table?.tBodies[0]?.rows ?? [])].reverse();
  if (!reader || !input || !output || !box || !mark || rows.length === 0) return;
  const heads = [...(table?.tHead?.rows[0]?.cells ?? [])].map((cell) => cell.textContent ?? '');
  const hasTotal = heads[2] === 'Total';
  const swatches = figure.querySelectorAll('.legend li:not(.state) > .swatch');

  const read = (index: number) => {
    const cells = [...(rows[index]?.cells ?? [])];
    const [when, state, ...values] = cells.map((cell) => cell.dataset.short ?? cell.textContent ?? '');
    const isSettled = state === 'complete';
    const title = `${when ?? ''}${isSettled ? '' : `, ${state}`}`;
    const known = values
      .map((value, column) => ({
        name: heads[column + 2] ?? '',
        swatch: swatches[hasTotal ? column - 1 : column]?.cloneNode(true),
        value,
      }))
      .filter(({ value }) => value !== 'unknown');
    const shown = known.slice(0, MAX_ROWS);
    const rest = known.length - shown.length;
    output.replaceChildren(
      element('div', 'when', title),
      ...shown.map(({ name, swatch, value }) => {
        const row = element('div', 'row');
        const label = element('span', 'name', name);
        if (swatch) label.prepend(swatch);
        row.append(label, element('b', '', value));
        return row;
      }),
      ...(rest > 0 ? [element('div', 'soft', `${rest} more in the table`)] : []),
    );
    const words = shown.map(({ name, value }) => `${name} ${value}`).join(', ');
    input.setAttribute('aria-valuetext', words === '' ? title : `${title}: ${words}`);
    const isBar = mark.tagName === 'rect';
    const at = `${((index + (isBar ? 0 : 0.5)) / rows.length) * 100}%`;
    for (const name of isBar ? ['x'] : ['x1', 'x2']) mark.setAttribute(name, at);
    // The readout keeps out of the way of what it reads.
    output.classList.toggle('right', index < rows.length / 2);
    show(true);
  };
  const show = (isShown: boolean) => {
    output.hidden = !isShown;
    box.classList.toggle('reading', isShown);
  };
  const follow = (event: PointerEvent) => {
    const { left, width } = reader.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * rows.length);
    input.value = String(Math.min(rows.length - 1, Math.max(0, index)));
    read(Number(input.value));
  };

  reader.hidden = false;
  input.addEventListener('input', () => read(Number(input.value)));
  input.addEventListener('focus', () => {
    if (input.matches(':focus-visible')) read(Number(input.value));
  });
  input.addEventListener('blur', () => show(false));
  reader.addEventListener('pointermove', follow);
  reader.addEventListener('pointerdown', follow);
  reader.addEventListener('pointerleave', (event) => {
    // A finger that lifts leaves too: what it found stays until something else is touched.
    if (event.pointerType !== 'touch' && !input.matches(':focus-visible')) show(false);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
  });
}

/** Text only: names come from outside. */
function element(tag: string, className: string, text = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}
