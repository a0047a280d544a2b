/** Where it is remembered that somebody wants no single-key shortcuts. */
const SETTING = 'shipstats-keys';

/** `/` goes to the search field, `?` opens the help; both can be switched off there. */
export function keys(): void {
  const help = document.getElementById('keys');
  const label = help?.querySelector<HTMLElement>('.keys-setting');
  const setting = label?.querySelector('input');
  const root = document.documentElement;

  const isOn = () => {
    try {
      return localStorage.getItem(SETTING) !== 'off';
    } catch {
      return true; // storage is refused: then as usual
    }
  };
  const show = () => root.classList.toggle('keys-off', !isOn());

  if (label && setting) {
    label.hidden = false;
    setting.checked = isOn();
    setting.addEventListener('change', () => {
      try {
        if (setting.checked) localStorage.removeItem(SETTING);
        else localStorage.setItem(SETTING, 'off');
      } catch {
        // Storage is refused: the choice cannot be kept.
        setting.checked = true;
      }
      show();
    });
  }
  show();

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !isOn()) return;
    if (isTyping(event.target)) return;
    if (event.key === '/') {
      const field = document.querySelector<HTMLInputElement>('#q');
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    } else if (event.key === '?') {
      event.preventDefault();
      help?.togglePopover();
    }
  });
}

/** Letters belong to whatever takes text. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type=checkbox], [type=range])'))
  );
}
