/** Copies what stands beside the button; the button says so for a moment. */
export function copyText(element: HTMLElement): void {
  const button = element.querySelector<HTMLButtonElement>('button.copy');
  if (!button || !('clipboard' in navigator)) return;
  const label = button.textContent ?? '';
  button.hidden = false;
  button.addEventListener('click', async () => {
    // Of several texts the one that is shown.
    const text = [...element.querySelectorAll<HTMLElement>('[data-copy]')].find((one) =>
      one.checkVisibility(),
    );
    try {
      await navigator.clipboard.writeText(text?.textContent ?? '');
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Not allowed'; // by the browser's settings
    }
    setTimeout(() => {
      button.textContent = label;
    }, 1_500);
  });
}
