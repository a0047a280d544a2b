import type { Rhythm } from './rhythm.ts';

/** A stream of model requests that a project makes: per request averages before noise. */
export interface Recipe {
  /** A model, or `leading` for whichever leads on the day. */
  readonly model: string;
  /** Requests on an ordinary working day. */
  readonly requests: number;
  readonly input: number;
  readonly output: number;
  /** Share of the input that comes from the cache. */
  readonly cached: number;
  /** Shares of audio and image in the input (and of audio in the output). */
  readonly audio?: number;
  readonly image?: number;
  readonly batch?: boolean;
  readonly tier?: string;
  readonly rhythm: Rhythm;
}

/** Traffic of an endpoint other than completions. */
export interface Side {
  readonly endpoint:
    | 'embeddings'
    | 'moderations'
    | 'images'
    | 'audio_speeches'
    | 'audio_transcriptions'
    | 'file_search_calls'
    | 'web_search_calls';
  readonly model: string;
  readonly requests: number;
  /** Units (tokens, images, characters, seconds, calls) a request. */
  readonly units: number;
  readonly rhythm: Rhythm;
  /** The endpoint's own dimensions: size and source, vector store, context level. */
  readonly own?: readonly string[];
}

/** A project of the demonstration organisation. */
export interface ProjectSpec {
  readonly slug: string;
  readonly name: string;
  /** The name before it was renamed, and the first day of the new one. */
  readonly formerly?: { readonly name: string; readonly until: string };
  readonly archived?: string;
  readonly people: readonly string[];
  readonly recipes: readonly Recipe[];
  readonly sides: readonly Side[];
  readonly codeInterpreter?: number;
  /** Vector storage, MiB. */
  readonly storage?: number;
}

/** People of the organisation: slug and name. */
export const people: Readonly<Record<string, string>> = {
  'ana-silva': 'Ana Silva',
  'jonas-weber': 'Jonas Weber',
  'mei-tanaka': 'Mei Tanaka',
  'priya-raman': 'Priya Raman',
  'lukas-novak': 'Lukas Novák',
  'sofia-rossi': 'Sofia Rossi',
  'noah-berg': 'Noah Berg',
  'amara-okafor': 'Amara Okafor',
};

/** People who left the organisation, and the first day without them: their keys belong to nobody then. */
export const leavers: Readonly<Record<string, string>> = { 'noah-berg': '2026-09-01' };

/** People without a name. */
export const unnamed: readonly string[] = ['legacy-chatbot-member-1'];

const large = ['1024x1024', 'image.generation'] as const;

/** The demonstration organisation's projects. */
export const projectSpecs: readonly ProjectSpec[] = [
  {
    slug: 'default',
    name: 'Default project',
    people: ['lukas-novak', 'noah-berg', 'ana-silva'],
    recipes: [
      { model: 'gpt-4.1', requests: 110, input: 1800, output: 420, cached: 0.1, rhythm: 'office' },
      {
        model: 'o4-mini',
        requests: 620,
        input: 3600,
        output: 1500,
        cached: 0.05,
        batch: true,
        rhythm: 'night',
      },
      {
        model: 'leading',
        requests: 150,
        input: 5200,
        output: 1400,
        cached: 0.2,
        tier: 'flex',
        rhythm: 'night',
      },
    ],
    sides: [
      {
        endpoint: 'web_search_calls',
        model: 'gpt-4.1',
        requests: 40,
        units: 1.3,
        rhythm: 'office',
        own: ['low'],
      },
    ],
    codeInterpreter: 14,
  },
  {
    slug: 'prod_assistant',
    name: 'Production assistant',
    people: ['ana-silva', 'jonas-weber', 'priya-raman'],
    recipes: [
      {
        model: 'leading',
        requests: 2600,
        input: 1900,
        output: 400,
        cached: 0.56,
        image: 0.05,
        rhythm: 'office',
      },
      {
        model: 'leading',
        requests: 130,
        input: 1500,
        output: 420,
        cached: 0.4,
        tier: 'priority',
        rhythm: 'office',
      },
      { model: 'gpt-5-mini', requests: 4600, input: 1250, output: 260, cached: 0.5, rhythm: 'steady' },
    ],
    sides: [
      {
        endpoint: 'web_search_calls',
        model: 'gpt-5-mini',
        requests: 190,
        units: 1.2,
        rhythm: 'office',
        own: ['medium'],
      },
      {
        endpoint: 'web_search_calls',
        model: 'gpt-5-mini',
        requests: 20,
        units: 1.6,
        rhythm: 'office',
        own: ['high'],
      },
      {
        endpoint: 'moderations',
        model: 'omni-moderation-latest',
        requests: 4200,
        units: 210,
        rhythm: 'steady',
      },
      { endpoint: 'audio_transcriptions', model: 'whisper-1', requests: 210, units: 140, rhythm: 'office' },
    ],
    codeInterpreter: 9,
  },
  {
    slug: 'support_copilot',
    name: 'Support copilot',
    formerly: { name: 'Helpdesk bot', until: '2026-09-14' },
    people: ['sofia-rossi', 'noah-berg', 'amara-okafor'],
    recipes: [
      { model: 'gpt-5-mini', requests: 3900, input: 2400, output: 290, cached: 0.62, rhythm: 'steady' },
      { model: 'o4-mini', requests: 260, input: 2900, output: 850, cached: 0.3, rhythm: 'office' },
    ],
    sides: [
      {
        endpoint: 'file_search_calls',
        model: '',
        requests: 420,
        units: 1,
        rhythm: 'steady',
        own: ['vs_help_articles'],
      },
      {
        endpoint: 'file_search_calls',
        model: '',
        requests: 90,
        units: 1,
        rhythm: 'office',
        own: ['vs_runbooks'],
      },
      {
        endpoint: 'moderations',
        model: 'omni-moderation-latest',
        requests: 3700,
        units: 260,
        rhythm: 'steady',
      },
    ],
    storage: 9300,
  },
  {
    slug: 'search_index',
    name: 'Search and embeddings',
    people: ['mei-tanaka', 'priya-raman', 'lukas-novak'],
    recipes: [
      {
        model: 'gpt-4.1',
        requests: 1250,
        input: 3100,
        output: 150,
        cached: 0.08,
        batch: true,
        rhythm: 'night',
      },
    ],
    sides: [
      {
        endpoint: 'embeddings',
        model: 'text-embedding-3-small',
        requests: 21_000,
        units: 2100,
        rhythm: 'night',
      },
      {
        endpoint: 'embeddings',
        model: 'text-embedding-3-large',
        requests: 8200,
        units: 1900,
        rhythm: 'steady',
      },
    ],
    storage: 3600,
  },
  {
    slug: 'content_studio',
    name: 'Content studio',
    people: ['amara-okafor', 'sofia-rossi', 'mei-tanaka'],
    recipes: [
      {
        model: 'leading',
        requests: 330,
        input: 1500,
        output: 1700,
        cached: 0.18,
        image: 0.1,
        rhythm: 'office',
      },
      {
        model: 'gpt-audio',
        requests: 60,
        input: 1150,
        output: 900,
        cached: 0.05,
        audio: 0.72,
        rhythm: 'office',
      },
    ],
    sides: [
      { endpoint: 'images', model: 'gpt-image-1', requests: 64, units: 1.3, rhythm: 'office', own: large },
      {
        endpoint: 'images',
        model: 'gpt-image-1',
        requests: 14,
        units: 1,
        rhythm: 'office',
        own: ['1024x1792', 'image.generation'],
      },
      {
        endpoint: 'images',
        model: 'gpt-image-1',
        requests: 11,
        units: 1,
        rhythm: 'office',
        own: ['1024x1024', 'image.edit'],
      },
      { endpoint: 'audio_speeches', model: 'gpt-4o-mini-tts', requests: 120, units: 1500, rhythm: 'office' },
      { endpoint: 'audio_speeches', model: 'tts-1', requests: 25, units: 900, rhythm: 'steady' },
      {
        endpoint: 'audio_transcriptions',
        model: 'gpt-4o-transcribe',
        requests: 26,
        units: 300,
        rhythm: 'office',
      },
    ],
  },
  {
    slug: 'legacy_chatbot',
    name: 'Legacy chatbot',
    archived: '2026-07-01',
    people: ['jonas-weber', 'noah-berg'],
    recipes: [
      { model: 'gpt-4.1-mini', requests: 900, input: 1400, output: 300, cached: 0.2, rhythm: 'steady' },
    ],
    sides: [],
  },
];

/** Models that stay, in the order in which benchmarks take them. */
export const lastingModels = [
  'gpt-5-mini',
  'gpt-4.1',
  'o4-mini',
  'gpt-5-nano',
  'gpt-4.1-mini',
  'o3',
  'gpt-audio',
  'gpt-5.2',
] as const;
