/** The identifiers of an expression such as `(MIT OR Apache-2.0)`; of a text that is none its words. */
export function splitLicense(text: string): string[] {
  return text.split(/[\s()]+/).filter((part) => part !== '' && !OPERATORS.has(part));
}

/** https://spdx.github.io/spdx-spec/v2.3/SPDX-license-expressions/ */
const OPERATORS: ReadonlySet<string> = new Set(['AND', 'OR', 'WITH']);
