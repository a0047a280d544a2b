import type { AmountForm } from './options.ts';
import { hash } from './random.ts';

const NANO = 1_000_000_000n;

/** Whole nano-units → exact decimal text without trailing zeros: `-1500000001n` → `-1.500000001`. */
export function formatNanos(nanos: bigint): string {
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = (size % NANO).toString().padStart(9, '0').replace(/0+$/, '');
  return `${nanos < 0n ? '-' : ''}${size / NANO}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The same with 28 decimals, as captured from the API in May 2026. */
function formatLong(nanos: bigint): string {
  const [whole, fraction = ''] = formatNanos(nanos).split('.');
  return `${whole}.${fraction.padEnd(28, '0')}`;
}

/** Scientific notation, exact: `12.5` → `1.25e+1`. */
function formatExponent(nanos: bigint): string {
  if (nanos === 0n) return '0e+0';
  const digits = (nanos < 0n ? -nanos : nanos).toString();
  const exponent = digits.length - 1 - 9;
  const fraction = digits.slice(1).replace(/0+$/, '');
  const mantissa = `${digits[0]}${fraction === '' ? '' : `.${fraction}`}`;
  return `${nanos < 0n ? '-' : ''}${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

/** An amount as JSON text. `key` decides the form of a `mixed` amount, the same way every time. */
export function writeAmount(nanos: bigint, form: AmountForm, key: string): string {
  switch (form) {
    case 'number':
      return formatNanos(nanos);
    case 'string':
      return `"${formatNanos(nanos)}"`;
    case 'string28':
      return `"${formatLong(nanos)}"`;
    case 'exponent':
      return hash(key) % 2 === 0 ? formatExponent(nanos) : `"${formatExponent(nanos).toUpperCase()}"`;
    case 'mixed': {
      const pick = hash('form', key) % 20;
      const chosen = pick < 9 ? 'number' : pick < 17 ? 'string' : pick < 19 ? 'string28' : 'exponent';
      return writeAmount(nanos, chosen, key);
    }
    default: {
      const never: never = form;
      return never;
    }
  }
}
