import {
  lastingModels,
  leavers,
  type ProjectSpec,
  people,
  projectSpecs,
  type Recipe,
  type Side,
  unnamed,
} from './catalog.ts';
import { DAY_MS, parseDay } from './day.ts';
import type { SimulatorScale } from './options.ts';
import { hash } from './random.ts';
import { flagships, type Rhythm } from './rhythm.ts';

/** A member of the organisation, or a service account. */
export interface Member {
  readonly id: string;
  /** Some people never gave one. */
  readonly name: string | null;
  /** Service accounts have none. */
  readonly email: string | null;
  readonly isServiceAccount: boolean;
  /** Unix seconds. */
  readonly addedAt: number;
  /** Unix seconds from which nobody of that id is listed; null = still there. */
  readonly removedAt: number | null;
}

/** A key of a project. */
export interface ProjectKey {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly ownerId: string;
  readonly createdAt: number;
  /** Unix seconds; null = never. Deleted keys keep their usage and have no name any more. */
  readonly deletedAt: number | null;
  /** Unix seconds at which its owner left the project, though not the organisation; null = never. */
  readonly ownerLeftAt: number | null;
}

/** A project. */
export interface Project {
  readonly id: string;
  readonly name: string;
  readonly formerly: { readonly name: string; readonly untilMs: number } | null;
  readonly createdAt: number;
  /** Unix seconds. */
  readonly archivedAt: number | null;
  readonly memberIds: readonly string[];
}

/** A stream of requests with fixed dimensions, of one endpoint. */
export interface Workload {
  /** In the order of the endpoint's dimensions. */
  readonly dimensions: readonly (string | null)[];
  /** Requests on an ordinary day. */
  readonly requests: number;
  /** Pieces that a day's requests come in. */
  readonly pieces: number;
  readonly rhythm: Rhythm;
  /** Name of the leading model whose rise and fall it follows. */
  readonly flagship: string | null;
  /** First day without it. */
  readonly endsBefore: number;
  /** Seen on one day in five. */
  readonly isRare: boolean;
  readonly recipe: Recipe | null;
  /** Units a request, for endpoints other than completions. */
  readonly units: number;
}

/** A project's vector storage. */
export interface Storage {
  readonly projectId: string;
  readonly mebibytes: number;
}

/** Everything that is fixed about the organisation: a pure function of seed and scale. */
export interface World {
  readonly seed: number;
  readonly organization: { readonly id: string; readonly name: string };
  readonly projects: readonly Project[];
  readonly members: readonly Member[];
  readonly keys: readonly ProjectKey[];
  readonly workloads: Readonly<Record<string, readonly Workload[]>>;
  readonly storage: readonly Storage[];
  /** Benchmarks want every row on every day: no idle weekends then. */
  readonly isUniform: boolean;
}

const keyNames = ['production', 'staging', 'notebook'] as const;
const keyShares = [0.8, 0.14, 0.06] as const;

/** Builds the organisation. */
export function createWorld(seed: number, scale: Partial<SimulatorScale> = {}): World {
  const specs = specsFor(scale.projects ?? projectSpecs.length);
  const usersPerProject = scale.usersPerProject ?? 3;
  const keysPerProject = Math.max(scale.keysPerProject ?? 3, keysNeeded(scale, specs.length));
  const members = new Map<string, Member>();
  const keys: ProjectKey[] = [];
  const projects: Project[] = [];

  for (const spec of specs) {
    const id = `proj_${spec.slug}`;
    const createdAt = seconds('2025-01-06') + (hash(seed, spec.slug) % 90) * 86_400;
    const humans = humansOf(spec, usersPerProject);
    for (const slug of humans) members.set(`user-${slug}`, human(slug));
    const robot = serviceAccount(spec, createdAt);
    members.set(robot.id, robot);
    projects.push({
      id,
      name: spec.name,
      formerly: spec.formerly
        ? { name: spec.formerly.name, untilMs: parseDay(spec.formerly.until) * DAY_MS }
        : null,
      createdAt,
      archivedAt: spec.archived ? seconds(spec.archived) : null,
      memberIds: [...humans.map((slug) => `user-${slug}`), robot.id],
    });
    for (let index = 0; index < keysPerProject; index += 1) {
      const name = keyNames[index] ?? `key ${index + 1}`;
      keys.push({
        id: `key_${spec.slug}_${name.replace(' ', '_')}`,
        name: `${spec.name}: ${name}`,
        projectId: id,
        ownerId: index === 0 ? robot.id : `user-${humans[(index - 1) % humans.length] ?? ''}`,
        createdAt: createdAt + 86_400 * (index % 60),
        deletedAt: spec.slug === 'content_studio' && name === 'notebook' ? seconds('2026-08-10') : null,
        ownerLeftAt: spec.slug === 'support_copilot' && name === 'staging' ? seconds('2026-08-05') : null,
      });
    }
  }

  const rows = scale.rowsPerDay;
  const workloads: Record<string, Workload[]> = {};
  for (const spec of specs) {
    for (const side of spec.sides) {
      workloads[side.endpoint] = [...(workloads[side.endpoint] ?? []), ...sideWorkloads(spec, side, keys)];
    }
    if (spec.codeInterpreter !== undefined) {
      workloads.code_interpreter_sessions = [
        ...(workloads.code_interpreter_sessions ?? []),
        workload([`proj_${spec.slug}`], spec.codeInterpreter, 'office', endOf(spec)),
      ];
    }
  }
  workloads.completions =
    rows === undefined
      ? specs.flatMap((spec) => completionWorkloads(spec, keys))
      : uniformWorkloads(rows, projects, keys, scale.models ?? lastingModels.length);

  return {
    seed,
    organization: { id: `org-${hash(seed, 'org').toString(36)}nordwind`, name: 'Nordwind Labs' },
    projects,
    members: [...members.values()],
    keys,
    workloads,
    storage: specs.flatMap((spec) =>
      spec.storage === undefined ? [] : [{ projectId: `proj_${spec.slug}`, mebibytes: spec.storage }],
    ),
    isUniform: rows !== undefined,
  };
}

function seconds(day: string): number {
  return parseDay(day) * 86_400;
}

function endOf(spec: ProjectSpec): number {
  return spec.archived === undefined ? Number.POSITIVE_INFINITY : parseDay(spec.archived);
}

function specsFor(count: number): ProjectSpec[] {
  const recipe: Recipe = {
    model: 'gpt-5-mini',
    requests: 300,
    input: 1500,
    output: 250,
    cached: 0.3,
    rhythm: 'office',
  };
  return Array.from({ length: count }, (_, index): ProjectSpec => {
    const known = projectSpecs[index];
    if (known !== undefined) return known;
    const number = String(index + 1).padStart(2, '0');
    return { slug: `team_${number}`, name: `Team ${number}`, people: [], recipes: [recipe], sides: [] };
  });
}

function humansOf(spec: ProjectSpec, count: number): string[] {
  const known = spec.people.slice(0, count);
  const more = Array.from({ length: count - known.length }, (_, index) => {
    return `${spec.slug.replaceAll('_', '-')}-member-${index + 1}`;
  });
  return [...known, ...more];
}

function human(slug: string): Member {
  const left = leavers[slug];
  return {
    id: `user-${slug}`,
    name: unnamed.includes(slug) ? null : (people[slug] ?? slug.replaceAll('-', ' ')),
    email: `${slug.replaceAll('-', '.')}@nordwind.example`,
    isServiceAccount: false,
    addedAt: seconds('2025-01-06') + (hash(slug) % 200) * 86_400,
    removedAt: left === undefined ? null : seconds(left),
  };
}

function serviceAccount(spec: ProjectSpec, addedAt: number): Member {
  const id = `user-svc-${spec.slug.replaceAll('_', '-')}`;
  const removedAt = spec.archived === undefined ? null : seconds(spec.archived);
  return { id, name: `${spec.name} service`, email: null, isServiceAccount: true, addedAt, removedAt };
}

function workload(
  dimensions: readonly (string | null)[],
  requests: number,
  rhythm: Rhythm,
  endsBefore: number,
  more: Partial<Workload> = {},
): Workload {
  return {
    dimensions,
    requests,
    pieces: requests > 60 ? 12 : requests > 8 ? 6 : 3,
    rhythm,
    flagship: null,
    endsBefore,
    isRare: false,
    recipe: null,
    units: 1,
    ...more,
  };
}

/** The first three keys of a project carry its traffic, the service account's most. */
function busyKeys(spec: ProjectSpec, keys: readonly ProjectKey[]): { key: ProjectKey; share: number }[] {
  const own = keys.filter((key) => key.projectId === `proj_${spec.slug}`);
  return keyShares.flatMap((share, index) => {
    const key = own[index];
    return key === undefined ? [] : [{ key, share }];
  });
}

function completionWorkloads(spec: ProjectSpec, keys: readonly ProjectKey[]): Workload[] {
  const made: Workload[] = [];
  for (const recipe of spec.recipes) {
    const models = recipe.model === 'leading' ? flagships : [recipe.model];
    for (const model of models) {
      const kind = [model, String(recipe.batch ?? false), recipe.tier ?? 'default'];
      const more = { recipe, flagship: recipe.model === 'leading' ? model : null };
      for (const { key, share } of busyKeys(spec, keys)) {
        const dimensions = [key.projectId, key.ownerId, key.id, ...kind];
        made.push(workload(dimensions, recipe.requests * share, recipe.rhythm, endOf(spec), more));
      }
    }
  }
  const first = spec.recipes[0];
  if (first !== undefined && first.model !== 'leading') {
    // The playground: somebody's requests without a key.
    const user = `user-${spec.people[0] ?? 'ana-silva'}`;
    const dimensions = [`proj_${spec.slug}`, user, null, first.model, 'false', 'default'];
    made.push(
      workload(dimensions, 9, 'office', endOf(spec), { recipe: first, isRare: spec.slug !== 'default' }),
    );
  }
  return made;
}

function sideWorkloads(spec: ProjectSpec, side: Side, keys: readonly ProjectKey[]): Workload[] {
  const own = side.own ?? [];
  const model = side.model === '' ? [] : [side.model];
  return busyKeys(spec, keys)
    .slice(0, 2)
    .map(({ key, share }) =>
      workload(
        [key.projectId, key.ownerId, key.id, ...model, ...own],
        side.requests * share,
        side.rhythm,
        endOf(spec),
        { units: side.units, pieces: share > 0.5 ? 10 : 4 },
      ),
    );
}

const variants = [
  ['false', 'default'],
  ['true', 'default'],
  ['false', 'flex'],
  ['false', 'priority'],
] as const;

function keysNeeded(scale: Partial<SimulatorScale>, projects: number): number {
  if (scale.rowsPerDay === undefined) return 0;
  const models = scale.models ?? lastingModels.length;
  return Math.ceil(scale.rowsPerDay / (Math.max(1, projects) * models * variants.length));
}

/** So many distinct rows, spread evenly over projects, models, variants and keys. */
function uniformWorkloads(
  rows: number,
  projects: readonly Project[],
  keys: readonly ProjectKey[],
  modelCount: number,
): Workload[] {
  const keysOf = projects.map((project) => keys.filter((key) => key.projectId === project.id));
  const recipe: Recipe = { model: '', requests: 3, input: 1300, output: 240, cached: 0.4, rhythm: 'steady' };
  const made: Workload[] = [];
  for (let index = 0; made.length < rows; index += 1) {
    const project = index % projects.length;
    let rest = Math.floor(index / projects.length);
    const modelIndex = rest % modelCount;
    rest = Math.floor(rest / modelCount);
    const [batch, tier] = variants[rest % variants.length] ?? variants[0];
    const key = keysOf[project]?.[Math.floor(rest / variants.length)];
    if (key === undefined) throw new RangeError(`Cannot make ${rows} rows a day at this scale`);
    const model = lastingModels[modelIndex] ?? `ft:gpt-4.1-mini:nordwind:${modelIndex + 1}`;
    const dimensions = [key.projectId, key.ownerId, key.id, model, batch, tier];
    made.push(workload(dimensions, 3, 'steady', Number.POSITIVE_INFINITY, { recipe, pieces: 1 }));
  }
  return made;
}
