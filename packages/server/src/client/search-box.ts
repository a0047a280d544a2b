/** Results of what is typed: into the page where it has a place for them, else below the field. */
export function searchBox(box: HTMLElement): void {
  const input = box.querySelector('input');
  const popup = box.querySelector<HTMLElement>('.find-popup');
  const status = box.querySelector('output');
  const place = document.getElementById('results') ?? popup;
  if (!input || !popup || !status || !place) return;
  const isPopup = place === popup;
  const home = location.pathname + location.search;
  let asked = input.value.trim();
  let turn = 0;
  let frame = 0;

  const links = () => [...place.querySelectorAll<HTMLElement>('.results .package-name')];
  const open = (isOpen: boolean) => {
    if (isPopup) popup.hidden = !isOpen || popup.childElementCount === 0;
  };

  const ask = async () => {
    const query = input.value.trim();
    if (query === asked) return open(true);
    asked = query;
    turn += 1;
    const mine = turn;
    try {
      // What leads to a page of its own (pkg:name, @user) is opened by Enter.
      const isSearch = query !== '' && !/^(pkg:|@)/i.test(query);
      const answer = isSearch ? await fetch(`/search/results?${new URLSearchParams({ q: query })}`) : null;
      const html = answer?.ok ? await answer.text() : '';
      // Answers may overtake each other: only that of the last letter counts.
      if (mine !== turn || (answer && !answer.ok)) return;
      const page = new DOMParser().parseFromString(html, 'text/html');
      place.replaceChildren(...page.body.childNodes);
      const count = links().length;
      status.value = query === '' ? '' : `${count} ${count === 1 ? 'package' : 'packages'}`;
      open(true);
      if (isPopup) return;
      const address = isSearch ? `/search?${new URLSearchParams({ q: query })}` : home;
      history.replaceState(null, '', address);
    } catch {
      // The server is gone: what was found stays, and Enter will tell.
    }
  };

  input.addEventListener('input', () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => void ask());
  });
  input.addEventListener('focus', () => open(input.value.trim() !== ''));
  box.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) open(false);
  });

  // The field and the results under it are one row of stops for the arrow keys.
  const move = (event: KeyboardEvent) => {
    const stops = [input, ...links()];
    const at = stops.indexOf(document.activeElement as HTMLInputElement);
    const to = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: at > 0 ? 1 : -1,
      End: at > 0 ? stops.length - 1 : -1,
    };
    if (event.key === 'Escape' && (isPopup || at > 0)) {
      if (isPopup && popup.hidden) return;
      input.focus();
      open(false);
      return event.preventDefault();
    }
    const stop = at < 0 ? undefined : stops[to[event.key as keyof typeof to] ?? -1];
    if (!stop || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    stop.focus();
    stop.scrollIntoView({ block: 'nearest' });
  };
  box.addEventListener('keydown', move);
  if (!isPopup) place.addEventListener('keydown', move);
}
