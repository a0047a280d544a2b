import type { NpmUser } from './package-facts.ts';
import { asObject } from './plain-object.ts';
import { toPlainText } from './plain-text.ts';

const MAX_LENGTH = 214;
const MAX_COUNT = 500;

/** Names alone of what may be `{name, email}` or `name <email>`; e-mail addresses are not kept. */
export function toUser(value: unknown): NpmUser | null {
  const text = typeof value === 'string' ? value.replace(/[<(].*$/s, '') : asObject(value)?.name;
  const name = toPlainText(text, MAX_LENGTH);
  // Some have only an address where the name should be.
  return name === null || /\S@\S/.test(name) ? null : { name };
}

export function toUsers(value: unknown): NpmUser[] {
  const list = Array.isArray(value) ? value.slice(0, MAX_COUNT) : [value];
  const names = list.map((each) => toUser(each)?.name).filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => ({ name }));
}
