/** Prices in nano-dollars (10⁻⁹ USD) per token, character, second, image or call: whole numbers all. */
export interface Price {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly audioInput?: number;
  readonly audioOutput?: number;
}

const leading: Price = { input: 1750, cached: 175, output: 14_000 };

/** Token prices of models that are not leading models; list-price look-alikes, no promise. */
const tokenPrices: Readonly<Record<string, Price>> = {
  'gpt-5-mini': { input: 250, cached: 25, output: 2000 },
  'gpt-5-nano': { input: 50, cached: 5, output: 400 },
  'gpt-4.1': { input: 2000, cached: 500, output: 8000 },
  'gpt-4.1-mini': { input: 400, cached: 100, output: 1600 },
  'o4-mini': { input: 1100, cached: 275, output: 4400 },
  o3: { input: 2000, cached: 500, output: 8000 },
  'gpt-audio': { input: 2500, cached: 2500, output: 10_000, audioInput: 32_000, audioOutput: 64_000 },
  'text-embedding-3-small': { input: 20, cached: 0, output: 0 },
  'text-embedding-3-large': { input: 130, cached: 0, output: 0 },
};

/** Token price of a model; unknown names cost what a leading model costs. */
export function priceOf(model: string): Price {
  return tokenPrices[model] ?? leading;
}

/** Prices of what is not a token, in nano-dollars. */
export const unitPrices = {
  /** An image, by size. */
  image: { '1024x1024': 42_000_000, '1024x1792': 63_000_000, '512x512': 18_000_000, '256x256': 11_000_000 },
  speechCharacter: 15_000,
  transcriptionSecond: 100_000,
  codeInterpreterSession: 30_000_000,
  fileSearchCall: 2_500_000,
  webSearchCall: 10_000_000,
  /** 2²² a GiB-hour, about 0.10 USD a GiB-day, so that every MiB-hour is a whole number (4096). */
  storageGibibyteHour: 4_194_304,
} as const;

/** What batch and the service tiers do to a token price: numerator and denominator. */
export function tierFactor(batch: boolean, tier: string): readonly [number, number] {
  if (batch || tier === 'flex') return [1, 2];
  return tier === 'priority' ? [2, 1] : [1, 1];
}
