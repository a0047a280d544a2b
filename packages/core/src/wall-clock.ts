import { DAY, toDate, type UnixSeconds } from './time.ts';

/**
 * What the wall clock of a zone shows, counted as if it were UTC; the moment itself where no zone is named.
 *
 * In these seconds every day is 86,400 long: calendar arithmetic is done in them, and `fromWallClock` leads back.
 */
export function toWallClock(moment: UnixSeconds, timeZone: string | undefined): UnixSeconds {
  if (timeZone === undefined) return moment;
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(toDate(moment));
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) /
    1000
  );
}

/**
 * The moment at which the wall clock of a zone shows a time: the first where it does so twice, and the moment of the
 * jump where it never does.
 */
export function fromWallClock(wall: UnixSeconds, timeZone: string | undefined): UnixSeconds {
  if (timeZone === undefined) return wall;
  // The offsets before and after: a zone does not change twice within two days.
  const moments = [wall - DAY, wall + DAY].map((near) => wall - (toWallClock(near, timeZone) - near));
  const shown = moments.filter((moment) => toWallClock(moment, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...moments);
}
