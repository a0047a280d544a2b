import { describe, expect, it } from 'vitest';
import { type Decimal, parseDecimal, ZERO } from './decimal.ts';
import {
  formatAgo,
  formatChange,
  formatCompact,
  formatDay,
  formatExact,
  formatParts,
  formatPercent,
  formatValue,
} from './format.ts';
import { count, type Unit, usd } from './unit.ts';

const d = (text: string): Decimal => parseDecimal(text) ?? ZERO;
const tokens = count('tokens', 'token');
/** Thin spaces as plain ones, so that the expectations can be read. */
const plain = (text: string | undefined) => text?.replaceAll('\u202f', ' ');
const value = (text: string, unit: Unit, options = {}) => plain(formatValue(d(text), unit, options));

describe('formatValue', () => {
  it('writes money with grouped digits and cents, half away from zero', () => {
    expect(value('2723.585', usd)).toBe('$2,723.59');
    expect(value('0', usd)).toBe('$0.00');
    expect(value('-3.205', usd)).toBe('−$3.21');
    expect(value('1250000', { kind: 'money', currency: 'jpy' })).toBe('¥1,250,000');
    expect(value('12', { kind: 'money', currency: 'chf' })).toBe('CHF\u00a012.00');
  });

  it('shows two digits that count of money below a cent instead of $0.00', () => {
    expect(value('0.00423', usd)).toBe('$0.0042');
    expect(value('-0.0000001', usd)).toBe('−$0.0000001');
    expect(value('0.999', usd)).toBe('$1.00');
  });

  it('keeps every digit of a number beyond 2^53', () => {
    expect(value('9007199254740993', tokens)).toBe('9,007,199,254,740,993');
    expect(value('90071992547409.93', usd)).toBe('$90,071,992,547,409.93');
  });

  it('compacts to three digits and picks the magnitude after rounding', () => {
    expect(value('41812305', tokens, { compact: true, noun: true })).toBe('41.8 M tokens');
    expect(plain(formatCompact(d('999949')))).toBe('1 M');
    expect(plain(formatCompact(d('999499')))).toBe('999 k');
    expect(plain(formatCompact(d('1236')))).toBe('1.24 k');
    expect(plain(formatCompact(d('312')))).toBe('312');
    expect(plain(formatCompact(d('0')))).toBe('0');
    expect(plain(formatCompact(d('-12400000')))).toBe('−12.4 M');
    expect(value('12350.2', usd, { compact: true })).toBe('$12.4 k');
    expect(value('999.99', usd, { compact: true })).toBe('$999.99');
  });

  it('writes ratios, durations and bytes in the units that people use', () => {
    expect(value('0.6312', { kind: 'ratio' })).toBe('63.1%');
    expect(formatPercent(d('0.5'), 0)).toBe('50%');
    expect(value('11520', { kind: 'seconds' })).toBe('3 h 12 min');
    expect(value('42.25', { kind: 'seconds' })).toBe('42.3 s');
    expect(value('11520', { kind: 'seconds' }, { compact: true })).toBe('3.2 h');
    expect(value('1234567890', { kind: 'bytes' })).toBe('1.23 GB');
  });

  it('obeys decimals, sign and kind', () => {
    expect(value('12.5', usd, { decimals: 0 })).toBe('$13');
    expect(value('12.5', usd, { sign: true })).toBe('+$12.50');
    expect(value('0.25', { kind: 'plain' }, { kind: 'percent' })).toBe('25.0%');
  });

  it('uses the singular for one', () => {
    expect(value('1', tokens, { noun: true })).toBe('1 token');
    expect(value('2', tokens, { noun: true })).toBe('2 tokens');
  });
});

describe('formatParts', () => {
  it('sets cents, magnitudes and units apart', () => {
    expect(formatParts(d('2723.59'), usd)).toEqual({ big: '$2,723', small: '.59' });
    expect(formatParts(d('0.42'), usd)).toEqual({ big: '$0.42', small: '' });
    expect(formatParts(d('41812305'), tokens, { compact: true })).toEqual({ big: '41.8', small: 'M' });
    expect(formatParts(d('0.631'), { kind: 'ratio' })).toEqual({ big: '63.1', small: '%' });
  });
});

describe('formatExact', () => {
  it('drops no digit', () => {
    expect(formatExact(d('101.2034567'), usd)).toBe('$101.2034567');
    expect(formatExact(d('41812305'), tokens)).toBe('41,812,305');
    expect(formatExact(d('-0.5'), usd)).toBe('−$0.50');
  });
});

describe('formatChange', () => {
  it('tells growth and loss in per cent', () => {
    expect(formatChange(d('2423.10'), d('2723.59'))).toBe('+12.4%');
    expect(formatChange(d('100'), d('78'))).toBe('−22.0%');
    expect(formatChange(d('100'), d('100'))).toBe('0%');
    expect(formatChange(d('100'), d('0'))).toBe('−100%');
    expect(formatChange(d('100000'), d('100001'))).toBe('+0.0%');
  });

  it('tells multiples from ten times on, and what has no percentage', () => {
    expect(formatChange(d('10'), d('124'))).toBe('×12.4');
    expect(formatChange(d('0'), d('5'))).toBe('new');
    expect(formatChange(d('0'), d('0'))).toBe('0%');
    expect(formatChange(d('-5'), d('5'))).toBeUndefined();
  });

  it('moves ratios by points', () => {
    expect(formatChange(d('0.654'), d('0.631'), { kind: 'ratio' })).toBe('−2.3 points');
  });
});

describe('formatAgo and formatDay', () => {
  it('rounds to the unit that a person would say', () => {
    expect(formatAgo(1000, 1010)).toBe('just now');
    expect(formatAgo(1010, 1000)).toBe('just now');
    expect(formatAgo(0, 240)).toBe('4 min ago');
    expect(formatAgo(0, 3590)).toBe('1 h ago');
    expect(formatAgo(0, 3 * 3600)).toBe('3 h ago');
    expect(formatAgo(0, 86_400)).toBe('1 day ago');
    expect(formatAgo(0, 2000 * 86_400)).toBe('5 years ago');
    expect(formatAgo(0, 89 * 86_400)).toBe('89 days ago');
    expect(formatAgo(0, 200 * 86_400)).toBe('6 months ago');
  });

  it('writes days short', () => {
    expect(formatDay('2026-11-21')).toBe('21 Nov');
    expect(formatDay('2026-01-02', { year: true })).toBe('2 Jan 2026');
  });
});
