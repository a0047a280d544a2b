import type { VersionFacts } from './package-facts.ts';
import { asObject } from './plain-object.ts';
import { toPlainText } from './plain-text.ts';

const MAX_LENGTH = 200;
/** Identifiers joined by `AND`, `OR`, `WITH`, in parentheses or not: https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
const SPDX = /^\(*[A-Za-z0-9][\w.+-]*\)*(?: (?:AND|OR|WITH) \(*[A-Za-z0-9][\w.+-]*\)*)*$/;
/** npm's word for "nobody may use it", which is none of SPDX's. */
const NONE = 'UNLICENSED';

/** The licence in each form that packages have written it: a text, an object with a type, lists of both. */
export function toLicense(license: unknown, licenses: unknown): VersionFacts['license'] {
  const found = namesOf(license);
  const names = found.length > 0 ? found : namesOf(licenses);
  const [first] = names;
  if (first === undefined) return null;
  // A list has always meant a choice: https://docs.npmjs.com/cli/configuring-npm/package-json#license
  const text = names.length === 1 ? first : (toPlainText(`(${names.join(' OR ')})`, MAX_LENGTH) ?? first);
  return { text, isSpdx: text !== NONE && SPDX.test(text) };
}

function namesOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value.slice(0, 20) : [value];
  const names = list.map((each) => {
    const object = asObject(each);
    return toPlainText(object === undefined ? each : (object.type ?? object.name ?? object.url), MAX_LENGTH);
  });
  return [...new Set(names.filter((name) => name !== null))];
}
