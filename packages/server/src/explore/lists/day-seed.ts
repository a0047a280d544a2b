/** Days since 1970 in UTC: the seed of what is drawn anew each day. */
export function dayNumber(now: Date): number {
  return Math.floor(now.getTime() / 86_400_000);
}
