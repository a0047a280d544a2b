/** What a number counts: how it is stored (`integer` or `decimal`), printed and compared. */
export type Unit =
  | { readonly kind: 'money'; readonly currency: string }
  | { readonly kind: 'count'; readonly noun: string; readonly singular?: string }
  | { readonly kind: 'seconds' }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'ratio' }
  | { readonly kind: 'plain' };

/** An ISO 4217 code in lower case, as OpenAI writes it: `usd`. */
export const usd: Unit = { kind: 'money', currency: 'usd' };

/** A unit that counts things: `count('tokens', 'token')`; without a singular, one is told with the same noun. */
export function count(noun: string, singular?: string): Unit {
  return singular === undefined ? { kind: 'count', noun } : { kind: 'count', noun, singular };
}

/** The unit's short name for machines and table heads: `usd`, `tokens`, `seconds`. */
export function unitName(unit: Unit): string {
  switch (unit.kind) {
    case 'money':
      return unit.currency;
    case 'count':
      return unit.noun;
    case 'seconds':
    case 'bytes':
    case 'ratio':
      return unit.kind;
    case 'plain':
      return '';
    default:
      return unit satisfies never;
  }
}
