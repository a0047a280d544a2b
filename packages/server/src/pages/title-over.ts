import { type WindowSpec, windowLabel } from '@shipstats/core';
import { windowParam } from '../links.ts';

/**
 * A title that ends with the configured window, with the window of the page in its place: `Spend, last 30 days` is
 * `Spend, last 7 days` there. Any other title stays.
 */
export function titleOver(title: string, own: WindowSpec, window: WindowSpec): string {
  for (const name of [windowLabel(own), `last ${windowParam(own)}`]) {
    const at = title.toLowerCase().lastIndexOf(name.toLowerCase());
    const before = title.slice(0, Math.max(0, at)).trimEnd();
    const after = title.slice(at + name.length);
    if (before === '' || !/^\)?$/.test(after)) continue;
    const joint = before.endsWith('(') ? '' : before.endsWith(',') ? ' ' : ', ';
    return `${before}${joint}${windowLabel(window)}${after}`;
  }
  return title;
}
