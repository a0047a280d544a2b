/** `react.js`, `nextjs`, `node js`: people say so of what is called `react`, `next` and `node`. */
const JS_ENDING = /^([^\s]*[\p{L}\p{N}]{2})[\s.-]?js$/u;

/** A typed name without an ending `js`, in small letters; null where it has none, or is little else. */
export function withoutJs(typed: string): string | null {
  return JS_ENDING.exec(typed.trim().toLowerCase())?.[1] ?? null;
}
