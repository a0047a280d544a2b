import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    layoutShift?: { total: number; moved: string[] };
  }
}

/** Adds up the layout shifts of every page of a context, as the metric "cumulative layout shift" does. */
export async function observeLayoutShift(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const found: { total: number; moved: string[] } = { total: 0, moved: [] };
    window.layoutShift = found;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // The type is not among those that TypeScript knows: https://wicg.github.io/layout-instability/
        const shift = entry as PerformanceEntry & {
          value: number;
          hadRecentInput: boolean;
          sources?: readonly { node: Node | null }[];
        };
        if (shift.hadRecentInput) continue;
        found.total += shift.value;
        for (const { node } of shift.sources ?? []) {
          found.moved.push(
            node instanceof Element ? `${node.tagName} .${node.className}` : `${node?.nodeName}`,
          );
        }
      }
    });
    observer.observe({ type: 'layout-shift', buffered: true });
  });
}

/** What has moved so far: the sum, and the elements. */
export async function layoutShift(page: Page): Promise<{ total: number; moved: readonly string[] }> {
  return page.evaluate(async () => {
    // Two frames later all that was drawn has been told.
    await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
    return window.layoutShift ?? { total: Number.NaN, moved: ['nothing was observed'] };
  });
}
