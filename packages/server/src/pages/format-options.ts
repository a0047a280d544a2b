import type { FormatOptions, WidgetFormat } from '@shipstats/core';

/** What a widget says of its numbers, as the formatter takes it. */
export function toFormatOptions(format: WidgetFormat | null): { readonly format?: FormatOptions } {
  if (format === null) return {};
  const { kind, currency, decimals, compact } = format;
  return {
    format: {
      kind,
      ...(currency === undefined ? {} : { currency }),
      ...(decimals === undefined ? {} : { decimals }),
      ...(compact === undefined ? {} : { compact }),
    },
  };
}
