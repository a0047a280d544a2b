// The form of RFC 9110 §5.6.7 that is in use. Date.parse alone would accept nearly anything with a number in it.
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Reads how long `Retry-After` asks to wait, in milliseconds; undefined where it says nothing readable. */
export function parseRetryAfter(text: string | undefined, nowMs: number): number | undefined {
  const trimmed = text?.trim() ?? '';
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(trimmed)) return Math.ceil(Number(trimmed) * 1000);
  if (!HTTP_DATE.test(trimmed)) return undefined;
  const time = Date.parse(trimmed);
  return Number.isNaN(time) ? undefined : Math.max(0, time - nowMs);
}
