/** A field with a list of options below it. */
export interface Combobox {
  /**
   * Puts other options in the place of those that are shown, all at once; without any the list closes.
   *
   * @param isTold whether a screen reader is told how many there are
   */
  show(options: readonly Node[], isTold: boolean): void;
  close(): void;
  /** Whether the keys have marked an option, which Enter opens. */
  isMarked(): boolean;
}

const CARET_KEYS = /^(Home|End|ArrowLeft|ArrowRight)$/;

/** The keys and states of a combobox whose listbox has links and buttons as its options; the focus stays in the field. */
export function createCombobox(
  input: HTMLInputElement,
  listbox: HTMLElement,
  status: HTMLOutputElement,
): Combobox {
  let active = -1;
  const options = () => [...listbox.querySelectorAll<HTMLElement>('[role=option]')];
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-autocomplete', 'list');
  input.setAttribute('aria-controls', listbox.id);
  input.setAttribute('aria-expanded', 'false');

  const mark = (to: number) => {
    const all = options();
    active = to;
    all.forEach((option, at) => {
      option.setAttribute('aria-selected', `${at === to}`);
    });
    const option = all[to];
    if (!option) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  };
  const open = (isOpen: boolean) => {
    listbox.hidden = !isOpen;
    input.setAttribute('aria-expanded', `${isOpen}`);
    mark(-1);
  };
  const close = () => {
    open(false);
    status.value = '';
  };

  input.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    // Whoever moves the caret is in the field again, by words or lines of it, too.
    if (CARET_KEYS.test(event.key)) mark(-1);
    if (event.ctrlKey || event.metaKey) return;
    const all = options();
    const isOpen = !listbox.hidden && all.length > 0;
    const move = (to: number) => {
      event.preventDefault();
      // Behind the last comes the field itself, and then the first.
      mark(to >= all.length ? -1 : to < -1 ? all.length - 1 : to);
    };
    if (!isOpen) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      close();
    } else if (event.altKey && event.key === 'ArrowUp') {
      close();
    } else if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      all[active]?.click();
    }
  });
  // Whoever types on is in the field again.
  input.addEventListener('input', () => mark(-1));
  // A press on an option must not take the focus, or the list would close before the click.
  listbox.addEventListener('pointerdown', (event) => event.preventDefault());
  listbox.addEventListener('mousedown', (event) => event.preventDefault());

  return {
    show(nodes, isTold) {
      listbox.replaceChildren(...nodes);
      listbox.scrollTop = 0;
      const count = options().length;
      open(count > 0);
      const told = `${count === 0 ? 'No' : count} ${count === 1 ? 'suggestion' : 'suggestions'}`;
      status.value = isTold ? told : '';
    },
    close,
    isMarked: () => active >= 0,
  };
}
