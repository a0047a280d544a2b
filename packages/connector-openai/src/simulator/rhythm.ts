import { parseDay, weekdayOf } from './day.ts';
import { createRandom, hash, mix, type Random } from './random.ts';

/** When in the day and the week a piece of traffic happens. */
export type Rhythm = 'office' | 'steady' | 'night';

const week: Readonly<Record<Rhythm, readonly number[]>> = {
  office: [1.04, 1.1, 1.08, 1.05, 0.93, 0.44, 0.38],
  steady: [1, 1.03, 1.02, 1, 0.98, 0.84, 0.8],
  night: [1.08, 1.02, 1, 1, 0.98, 0.62, 0.55],
};

/** A slow swell, never far from 1, so that any month shows a trend and no year explodes. */
function trend(day: number): number {
  return 1 + 0.17 * Math.sin((2 * Math.PI * (day - parseDay('2026-08-20'))) / 210);
}

/** The one day in five weeks on which traffic nearly doubles: a working day. */
export function isSpikeDay(seed: number, day: number): boolean {
  const monday = Math.floor((day + 3) / 35) * 35 - 3;
  const pick = hash(seed, 'spike', monday);
  return day === monday + 7 * (pick % 5) + (Math.floor(pick / 8) % 5);
}

/** The one weekend in ten weeks without any traffic. */
export function isIdleDay(seed: number, day: number): boolean {
  const monday = Math.floor((day + 3) / 70) * 70 - 3;
  const saturday = monday + 7 * (hash(seed, 'idle', monday) % 10) + 5;
  return day === saturday || day === saturday + 1;
}

/** How busy a day is for this rhythm, around 1. */
export function dayFactor(seed: number, day: number, rhythm: Rhythm): number {
  const noise = 0.93 + 0.14 * createRandom(mix(seed, day))();
  const spike = isSpikeDay(seed, day) ? 1.85 : 1;
  return (week[rhythm][weekdayOf(day)] ?? 1) * trend(day) * noise * spike;
}

/** A minute of the day, 0 … 1439, drawn by rhythm. */
export function drawMinute(rhythm: Rhythm, random: Random): number {
  const a = random();
  const b = random();
  if (rhythm === 'office') return Math.min(1439, Math.floor(6 * 60 + ((a + b) / 2) * 15 * 60));
  if (rhythm === 'night') return Math.floor(a * 6 * 60);
  return Math.floor((0.7 * a + 0.3 * (0.25 + b * 0.5)) * 1440);
}

/** The leading model changes every quarter: each launches, takes over in three weeks, and is taken over. */
export const flagships: readonly string[] = [
  'gpt-4o',
  'gpt-4.5-preview',
  'gpt-5',
  'gpt-5.1',
  'gpt-5.2',
  'gpt-5.3',
  'gpt-5.4',
  'gpt-5.5',
  'gpt-5.6',
  'gpt-5.7',
  'gpt-5.8',
  'gpt-5.9',
];

const generationDays = 91;
const takeoverDays = 21;

/** First day of a leading model; the oldest was always there. */
export function launchDay(flagship: string): number {
  const index = flagships.indexOf(flagship);
  if (index <= 0) return Number.NEGATIVE_INFINITY;
  return parseDay('2026-07-27') + (index - flagships.indexOf('gpt-5.2')) * generationDays;
}

/** Share of the leading models' traffic that this one has on a day: 0 … 1, and all add up to 1. */
export function flagshipShare(flagship: string, day: number): number {
  const arrived = (name: string | undefined) =>
    name === undefined ? 0 : Math.min(1, Math.max(0, (day - launchDay(name) + 1) / takeoverDays));
  const index = flagships.indexOf(flagship);
  return arrived(flagship) - arrived(flagships[index + 1]);
}
