import type { LineItemMeaning, ReconcileSpec, ReconcileUsage } from '@shipstats/core';

const byModel = (resource: string, ...measures: string[]): ReconcileUsage => ({
  resource,
  model: 'model',
  measures,
});
const asWhole = (resource: string, ...measures: string[]): ReconcileUsage => ({
  resource,
  model: null,
  measures,
});

/** Models that only one endpoint serves, by their names; all others are those of completions. */
const ENDPOINT_OF_MODEL: readonly (readonly [name: RegExp, resource: string, measure?: string])[] = [
  [/embedding/, 'embeddings', 'input_tokens'],
  [/moderation/, 'moderations', 'input_tokens'],
  [/^(dall-e|(chat)?gpt-image)/, 'images'],
  // `gpt-4o-mini-tts` is charged by tokens, `tts-1` by characters: no measure is sure.
  [/(^|-)tts(-|$)/, 'audio_speeches'],
  [/whisper|-transcribe/, 'audio_transcriptions'],
];

/** `gpt-5-mini, batch cached input`: what follows a model's name where its use is charged. */
const USE =
  /^((batch|flex|priority|scale) )?(((cached|cache write|text|audio|image|video|reasoning|training) )*(input|output)|speech|transcription|(low|medium|high|standard|hd)?,? ?\d+x\d+|requests|images)( tokens)?$/i;

interface LineItemRule {
  readonly pattern: RegExp;
  readonly meaning: LineItemMeaning;
}

const alone = (what: string): LineItemMeaning => ({ kind: 'alone', what });
const tool = (resource: string, measure?: string): LineItemMeaning => ({
  kind: 'usage',
  resource,
  model: null,
  ...(measure === undefined ? {} : { measure }),
});

/**
 * Line items that name no model, in order: the first that fits says what it is. OpenAI has no list of them; those
 * that are neither here nor a model's are told as unknown. Names are those seen in exports, with what they led to.
 */
const RULES: readonly LineItemRule[] = [
  { pattern: /\btax(es)?\b|\bvat\b|\bgst\b/i, meaning: alone('tax') },
  { pattern: /\bcredits?\b|\brefund|\bpromotion/i, meaning: alone('credit') },
  { pattern: /\badjustment/i, meaning: alone('adjustment') },
  { pattern: /^scale tier\b|\breserved capacity\b|\bcommitment/i, meaning: alone('commitment') },
  { pattern: /\bdata residency\b/i, meaning: alone('surcharge') },
  { pattern: /,\s*(training|fine-?tuning)\b|^fine-?tuning\b/i, meaning: alone('training') },
  // The usage API has no endpoint for video.
  { pattern: /^sora\b/i, meaning: alone('video') },
  { pattern: /file search storage|vector stores?/i, meaning: tool('vector_stores') },
  { pattern: /code interpreter/i, meaning: tool('code_interpreter_sessions', 'num_sessions') },
  { pattern: /file search/i, meaning: tool('file_search_calls', 'num_requests') },
  { pattern: /web search/i, meaning: tool('web_search_calls') },
];

/** The name without the day of its version: costs and usage of one model do not always agree on it. */
export function modelOf(model: string): string {
  return model.replace(/-\d{4}-\d{2}-\d{2}$/, '');
}

/** Says what a line item of the costs endpoint charges for; undefined where nobody knows. */
export function explainLineItem(lineItem: string): LineItemMeaning | undefined {
  const rule = RULES.find(({ pattern }) => pattern.test(lineItem));
  if (rule) return rule.meaning;
  const [, model, use] = /^([^\s,]+), (.+)$/.exec(lineItem) ?? [];
  if (model === undefined || use === undefined || !USE.test(use)) return undefined;
  const [, resource = 'completions', measure] =
    ENDPOINT_OF_MODEL.find(([pattern]) => pattern.test(model.toLowerCase())) ?? [];
  return { kind: 'usage', resource, model: modelOf(model), ...(measure === undefined ? {} : { measure }) };
}

/** How OpenAI's costs are set beside its usage. */
export const openAIReconcile: ReconcileSpec = {
  costs: {
    resource: 'costs',
    lineItem: 'line_item',
    project: 'project_id',
    amount: 'amount',
    currency: { dimension: 'currency', value: 'usd' },
    otherAmount: 'other_amount',
    quantity: 'quantity',
    quantityUnit: 'quantity_unit',
  },
  usage: [
    byModel('completions', 'input_tokens', 'output_tokens'),
    byModel('embeddings', 'input_tokens'),
    byModel('images', 'images'),
    byModel('audio_speeches', 'characters'),
    byModel('audio_transcriptions', 'seconds'),
    { ...byModel('moderations', 'input_tokens'), isFree: true },
    asWhole('vector_stores', 'usage_bytes'),
    asWhole('code_interpreter_sessions', 'num_sessions'),
    asWhole('file_search_calls', 'num_requests'),
    asWhole('web_search_calls', 'num_requests'),
  ],
  modelOf,
  explain: explainLineItem,
};
