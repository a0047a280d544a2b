import { completionMeasures, endpointNamed } from './endpoints.ts';
import { priceOf, tierFactor, unitPrices } from './prices.ts';
import type { Workload, World } from './world.ts';

/** Names of the usage endpoints whose usage is billed. Moderations are free. */
export const billedEndpoints = [
  'completions',
  'embeddings',
  'images',
  'audio_speeches',
  'audio_transcriptions',
  'vector_stores',
  'code_interpreter_sessions',
  'file_search_calls',
  'web_search_calls',
] as const;

/** How one series of usage becomes one series of cost: (sum of measures ÷ divisor) units at a price. */
export interface CostLine {
  /** Columns of the usage fact that are added up. */
  readonly measures: readonly number[];
  /** Usage per billed unit: 2³⁰ for bytes billed as GiB. */
  readonly divisor: number;
  /** Nano-dollars a unit. */
  readonly price: number;
  /** Index of the cost series. */
  readonly series: number;
  /** Index of the cost series under the line item's other name, for renamings; −1 = none. */
  readonly renamed: number;
}

/** Dimensions of cost facts: project, line item, key, user, currency. */
export type CostDimensions = readonly [string | null, string, string | null, string | null, string];

/** Costs that no usage explains. */
export interface ExtraSeries {
  readonly scaleTier: number;
  readonly tax: number;
  readonly credit: number;
  readonly training: number;
  readonly rounding: number;
  readonly adjustment: number;
  readonly surcharge: number;
}

/** Every series of costs, and how usage leads to it. */
export interface CostBook {
  readonly series: readonly CostDimensions[];
  /** By endpoint, then by usage series. */
  readonly lines: Readonly<Record<string, readonly (readonly CostLine[])[]>>;
  readonly extras: ExtraSeries;
  /** `quantity_unit` by line item; line items without one have null. */
  readonly units: ReadonlyMap<string, string>;
}

const renamedModel = 'gpt-5-mini';
const renamedTo = 'gpt-5-mini-2025-08-07';

/** Lists every cost series in a fixed order. */
export function createCostBook(world: World): CostBook {
  const series: CostDimensions[] = [];
  const units = new Map<string, string>();
  const known = new Map<string, number>();

  function intern(dimensions: CostDimensions, unit: string | null): number {
    const key = JSON.stringify(dimensions);
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, series.length);
    series.push(dimensions);
    if (unit !== null) units.set(dimensions[1], unit);
    return series.length - 1;
  }

  const lines: Record<string, (readonly CostLine[])[]> = {};
  for (const endpoint of billedEndpoints) {
    if (endpoint === 'vector_stores') {
      lines[endpoint] = world.storage.map((storage) => [
        {
          measures: [0],
          divisor: 2 ** 30,
          price: unitPrices.storageGibibyteHour,
          series: intern([storage.projectId, 'File search storage', null, null, 'usd'], 'gibibyte_hours'),
          renamed: -1,
        },
      ]);
      continue;
    }
    const at = (name: string) => endpointNamed(endpoint).dimensions.indexOf(name);
    const positions = { user: at('user_id'), key: at('api_key_id'), model: at('model') };
    lines[endpoint] = (world.workloads[endpoint] ?? []).map((workload) => {
      const project = workload.dimensions[0] ?? null;
      const key = workload.dimensions[positions.key] ?? null;
      const user = workload.dimensions[positions.user] ?? null;
      const model = workload.dimensions[positions.model] ?? '';
      return specsOf(endpoint, model, workload).map((spec) => ({
        measures: spec.measures,
        divisor: 1,
        price: spec.price,
        series: intern([project, spec.item, key, user, 'usd'], spec.unit),
        renamed:
          model === renamedModel && endpoint === 'completions'
            ? intern([project, spec.item.replace(renamedModel, renamedTo), key, user, 'usd'], spec.unit)
            : -1,
      }));
    });
  }

  const [first, , , , studio] = world.projects;
  return {
    series,
    lines,
    units,
    extras: {
      scaleTier: intern([null, 'Scale tier, gpt-5-mini', null, null, 'usd'], null),
      tax: intern([null, 'Sales tax', null, null, 'usd'], null),
      credit: intern([first?.id ?? null, 'Service credit', null, null, 'usd'], null),
      training: intern([(studio ?? first)?.id ?? null, 'gpt-4.1-mini, training', null, null, 'usd'], null),
      rounding: intern([first?.id ?? null, 'Rounding adjustment', null, null, 'usd'], null),
      adjustment: intern([first?.id ?? null, 'Usage adjustment', null, null, 'usd'], null),
      surcharge: intern([null, 'EU data residency', null, null, 'eur'], null),
    },
  };
}

interface LineSpec {
  readonly item: string;
  readonly measures: readonly number[];
  readonly price: number;
  readonly unit: string | null;
}

function specsOf(endpoint: (typeof billedEndpoints)[number], model: string, workload: Workload): LineSpec[] {
  switch (endpoint) {
    case 'completions':
      return completionSpecs(model, workload);
    case 'embeddings':
      return [{ item: `${model}, input`, measures: [0], price: priceOf(model).input, unit: 'tokens' }];
    case 'images': {
      const size = workload.dimensions[4] ?? '1024x1024';
      const prices: Readonly<Record<string, number>> = unitPrices.image;
      const price = prices[size] ?? unitPrices.image['1024x1024'];
      return [{ item: `${model}, ${size}`, measures: [0], price, unit: 'images' }];
    }
    case 'audio_speeches':
      return [
        { item: `${model}, speech`, measures: [0], price: unitPrices.speechCharacter, unit: 'characters' },
      ];
    case 'audio_transcriptions':
      return [
        {
          item: `${model}, transcription`,
          measures: [0],
          price: unitPrices.transcriptionSecond,
          unit: 'duration_seconds',
        },
      ];
    case 'code_interpreter_sessions':
      return [
        {
          item: 'Code interpreter sessions',
          measures: [0],
          price: unitPrices.codeInterpreterSession,
          unit: null,
        },
      ];
    case 'file_search_calls':
      return [
        { item: 'File search tool calls', measures: [0], price: unitPrices.fileSearchCall, unit: null },
      ];
    case 'web_search_calls':
      return [{ item: 'Web search tool calls', measures: [1], price: unitPrices.webSearchCall, unit: null }];
    case 'vector_stores':
      return [];
    default: {
      const never: never = endpoint;
      return never;
    }
  }
}

function column(name: (typeof completionMeasures)[number]): number {
  return completionMeasures.indexOf(name);
}

/** Input (with image and cache writes), cached input, output; audio apart where a model has audio prices. */
function completionSpecs(model: string, workload: Workload): LineSpec[] {
  const batch = workload.dimensions[4] === 'true';
  const tier = workload.dimensions[5] ?? 'default';
  const [numerator, denominator] = tierFactor(batch, tier);
  const price = priceOf(model);
  const prefix = batch ? 'batch ' : tier === 'default' ? '' : `${tier} `;
  const spec = (what: string, nanos: number, measures: readonly number[]): LineSpec => ({
    item: `${model}, ${prefix}${what}`,
    measures,
    price: Math.round((nanos * numerator) / denominator),
    unit: 'tokens',
  });
  const text = [
    column('input_text_tokens'),
    column('input_image_tokens'),
    column('input_cache_write_tokens'),
  ];
  const { audioInput, audioOutput } = price;
  if (audioInput === undefined || audioOutput === undefined) {
    return [
      spec('input', price.input, [...text, column('input_audio_tokens')]),
      spec('cached input', price.cached, [column('input_cached_tokens')]),
      spec('output', price.output, [column('output_tokens')]),
    ];
  }
  return [
    spec('input', price.input, text),
    spec('cached input', price.cached, [column('input_cached_tokens')]),
    spec('output', price.output, [column('output_text_tokens')]),
    spec('audio input', audioInput, [column('input_audio_tokens')]),
    spec('audio output', audioOutput, [column('output_audio_tokens')]),
  ];
}
