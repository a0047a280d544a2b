import { createCombobox } from './combobox.ts';
import { recentSearches } from './recent-searches.ts';

/**
 * Makes the search field a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): what is suggested for what is
 * typed, recent searches while nothing is. The focus stays in the field.
 */
export function searchBox(box: HTMLElement): void {
  const input = box.querySelector('input');
  const listbox = box.querySelector<HTMLElement>('.find-popup');
  const status = box.querySelector('output');
  if (!input || !listbox || !status) return;
  const combobox = createCombobox(input, listbox, status);
  const recent = recentSearches();
  let asked: string | null = null;
  let asking: AbortController | null = null;
  let frame = 0;

  const again = () => {
    asked = null;
    void ask();
  };
  const ask = async () => {
    const typed = input.value.trim();
    if (typed === asked) return;
    asked = typed;
    // An older question's answer is of no use any more, and never shown.
    asking?.abort();
    if (typed === '') return combobox.show(recent.options(again), false);
    const mine = new AbortController();
    asking = mine;
    try {
      const answer = await fetch(`/search/suggest?${new URLSearchParams({ q: typed })}`, {
        signal: mine.signal,
      });
      const text = await answer.text();
      if (mine.signal.aborted) return;
      // What Enter opens must not go while somebody looks at it.
      if (combobox.isMarked()) return forget();
      if (!answer.ok) {
        forget();
        return combobox.close();
      }
      const page = new DOMParser().parseFromString(text, 'text/html');
      combobox.show([...recent.options(again, typed), ...page.body.childNodes], true);
    } catch {
      // Aborted, or the server is gone: what is shown stays, and Enter will tell. The same may be asked again.
      if (!mine.signal.aborted) forget();
    }
  };
  const forget = () => {
    asked = null;
  };
  /** No answer comes any more to what was typed. */
  const giveUp = () => {
    cancelAnimationFrame(frame);
    asking?.abort();
    forget();
  };

  input.addEventListener('input', () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => void ask());
  });
  input.addEventListener('pointerdown', again);
  input.addEventListener('keydown', (event) => {
    const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
    if (isArrow && listbox.hidden) again();
    if (event.key === 'Escape' && !event.isComposing) giveUp();
  });
  box.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && box.contains(event.relatedTarget)) return;
    giveUp();
    combobox.close();
  });
}
