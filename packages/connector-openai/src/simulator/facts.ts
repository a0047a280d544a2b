import { DAY_MS } from './day.ts';
import { endpointNamed } from './endpoints.ts';
import { type FactTable, FactTableBuilder } from './fact-table.ts';
import type { EndpointName } from './options.ts';
import { createRandom, hash, mix, type Random } from './random.ts';
import { reviseUsage } from './revisions.ts';
import { dayFactor, drawMinute, flagshipShare, isIdleDay } from './rhythm.ts';
import type { Workload, World } from './world.ts';

/** Bytes in a mebibyte. */
export const MEBIBYTE = 1_048_576;

/**
 * All facts of a usage endpoint on a day: a pure function of the world and the day. Every answer of the API is an
 * aggregation of these, so that minutes, hours and days agree and groups add up to the ungrouped row.
 */
export function usageFacts(
  world: World,
  endpoint: Exclude<EndpointName, 'costs'>,
  day: number,
  revisionDays: readonly number[],
): FactTable {
  const { measures } = endpointNamed(endpoint);
  const builder = new FactTableBuilder(measures.length);
  if (endpoint === 'vector_stores') {
    addStorage(world, day, builder);
    return builder.finish();
  }
  if (world.isUniform || !isIdleDay(world.seed, day)) {
    const daySeed = hash(world.seed, endpoint, day);
    const factors = {
      office: dayFactor(world.seed, day, 'office'),
      steady: dayFactor(world.seed, day, 'steady'),
      night: dayFactor(world.seed, day, 'night'),
    };
    const workloads = world.workloads[endpoint] ?? [];
    for (const [series, workload] of workloads.entries()) {
      const random = createRandom(mix(daySeed, series));
      addWorkload(builder, { endpoint, series, workload, day, factor: factors[workload.rhythm], random });
    }
    reviseUsage(builder, { seed: daySeed, day, workloads, revisionDays });
  }
  return builder.finish();
}

interface WorkloadOfDay {
  readonly endpoint: EndpointName;
  readonly series: number;
  readonly workload: Workload;
  readonly day: number;
  readonly factor: number;
  readonly random: Random;
}

function addWorkload(builder: FactTableBuilder, input: WorkloadOfDay): void {
  const { endpoint, series, workload, day, factor, random } = input;
  if (day >= workload.endsBefore) return;
  if (workload.isRare && random() > 0.2) return;
  const share = workload.flagship === null ? 1 : flagshipShare(workload.flagship, day);
  if (share <= 0) return;
  const requests = Math.max(1, Math.round(workload.requests * share * factor * (0.85 + 0.3 * random())));
  const pieces = Math.min(requests, workload.pieces);
  let left = requests;
  for (let piece = 0; piece < pieces; piece += 1) {
    const isLast = piece === pieces - 1;
    const fair = left / (pieces - piece);
    const count = isLast
      ? left
      : Math.max(1, Math.min(left - (pieces - piece - 1), Math.round(fair * (0.6 + 0.8 * random()))));
    left -= count;
    const minute = drawMinute(workload.rhythm, random);
    const from = day * DAY_MS + (minute + 1) * 60_000 + reportLag(random);
    builder.add(series, minute, from, Number.POSITIVE_INFINITY, measure(endpoint, workload, count, random));
  }
}

/** Usage shows two to nine minutes after its minute is over. */
function reportLag(random: Random): number {
  return 120_000 + Math.floor(random() * 420) * 1000;
}

/** The measures of so many requests, in the order of the endpoint's measures. */
function measure(endpoint: EndpointName, workload: Workload, requests: number, random: Random): number[] {
  if (endpoint === 'completions') return measureCompletions(workload, requests, random);
  const units = Math.max(1, Math.round(requests * workload.units * (0.8 + 0.4 * random())));
  switch (endpoint) {
    case 'code_interpreter_sessions':
    case 'file_search_calls':
      return [requests];
    case 'web_search_calls':
      return [requests, Math.max(requests, units)];
    case 'images':
      return [Math.max(requests, units), requests];
    default:
      return [units, requests];
  }
}

/** Splits tokens so that the four identities of the specification's examples hold. */
function measureCompletions(workload: Workload, requests: number, random: Random): number[] {
  const recipe = workload.recipe;
  if (recipe === null) return [];
  const input = Math.max(1, Math.round(requests * recipe.input * (0.75 + 0.5 * random())));
  const output = Math.max(1, Math.round(requests * recipe.output * (0.75 + 0.5 * random())));
  const audio = recipe.audio ?? 0;
  const image = recipe.image ?? 0;
  const cached = Math.floor(input * Math.min(0.9, recipe.cached * (0.85 + 0.3 * random())));
  const cacheWrite = recipe.cached > 0.3 ? Math.floor((input - cached) * 0.05 * random()) : 0;
  const uncached = input - cached - cacheWrite;
  const audioInput = Math.floor(uncached * audio);
  const imageInput = Math.floor(uncached * image);
  const cachedAudio = Math.floor(cached * audio);
  const cachedImage = Math.floor(cached * image);
  const audioOutput = Math.floor(output * audio);
  return [
    input,
    output,
    cached,
    cacheWrite,
    uncached,
    uncached - audioInput - imageInput,
    output - audioOutput,
    cached - cachedAudio - cachedImage,
    audioInput,
    cachedAudio,
    audioOutput,
    imageInput,
    cachedImage,
    0,
    requests,
  ];
}

/** Storage is a level: a reading every hour, slowly growing, in whole mebibytes. */
function addStorage(world: World, day: number, builder: FactTableBuilder): void {
  for (const [series, storage] of world.storage.entries()) {
    const swell = 1 + 0.25 * Math.sin((2 * Math.PI * (day % 400)) / 400);
    for (let hour = 0; hour < 24; hour += 1) {
      const wobble = hash(world.seed, series, day, hour) % 12;
      const bytes = (Math.round(storage.mebibytes * swell) + hour + wobble) * MEBIBYTE;
      const from = day * DAY_MS + hour * 3_600_000 + 300_000;
      builder.add(series, hour * 60, from, Number.POSITIVE_INFINITY, [bytes]);
    }
  }
}
