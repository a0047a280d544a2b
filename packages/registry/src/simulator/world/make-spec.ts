import { parseDay } from '../base/day.ts';
import { hash, pick, share } from '../base/random.ts';
import type {
  DependencySpec,
  LicenseShape,
  ModuleShape,
  PackageSpec,
  RepositoryShape,
} from './package-spec.ts';
import { people } from './people.ts';
import { topics } from './topics.ts';

const licenses: readonly LicenseShape[] = [
  'mit',
  'mit',
  'mit',
  'mit',
  'mit',
  'mit',
  'apache',
  'isc',
  'isc',
  'expression',
  'object',
  'licenses',
  'licenses-text',
  'see-file',
  'unlicensed',
  'odd',
  'none',
];
const repositories: readonly RepositoryShape[] = [
  'object',
  'object',
  'object',
  'object',
  'directory',
  'text',
  'shorthand',
  'gitlab',
  'git',
  'other',
  'none',
];
const modules: readonly ModuleShape[] = ['esm', 'esm', 'dual', 'dual', 'cjs', 'cjs', 'cjs', 'bin', 'data'];

const others = people.filter(({ name }) => name !== 'mara');

/** First day of the made-up registry's drawn packages, and its first days to come. */
const OLDEST = parseDay('2014-03-01');
const NEWEST = parseDay('2026-09-30');

/** Makes a package from its name and place: whatever is not said is drawn from the seed. */
export function makeSpec(seed: number, name: string, said: Partial<PackageSpec> = {}): PackageSpec {
  const of = (what: string) => share(seed, name, what);
  const topic = pick(topics, seed, name, 'topic');
  const module = said.module ?? pick(modules, seed, name, 'module');
  const isTyped = of('types') < 0.62;
  // Squared: most packages are young, as in the real registry.
  const createdDay = said.createdDay ?? Math.round(NEWEST - (NEWEST - OLDEST) * of('created') ** 1.6);
  // Those of the demonstration's user are told, but for her scope's.
  const owner = name.startsWith('@mara/') ? 'mara' : pick(others, seed, name, 'owner').name;
  const second = pick(others, seed, name, 'second').name;
  const isAbandoned = of('abandoned') < 0.22;
  return {
    name,
    description: pick(topic.descriptions, seed, name, 'description'),
    keywords: topic.keywords.filter((_, index) => index < 2 || of(`keyword ${index}`) < 0.6),
    maintainers: of('second') < 0.35 && second !== owner ? [owner, second] : [owner],
    createdDay,
    cadenceDays: Math.round(28 + 160 * of('cadence') ** 2),
    lastReleaseDay: isAbandoned ? createdDay + 200 + (hash(seed, name, 'life') % 900) : null,
    script: [],
    levels: drawLevels(seed, name, createdDay),
    floorPerVersion: 3 + (hash(seed, name, 'floor') % 22),
    license: pick(licenses, seed, name, 'license'),
    repository: pick(repositories, seed, name, 'repository'),
    module,
    types: isTyped ? pick(['included', 'typings', 'exports'] as const, seed, name, 'how typed') : 'none',
    bin: module === 'bin' ? [name.replace(/^@.*\//, '')] : [],
    engines: of('engines') < 0.6 ? pick(['>=18', '>= 16.9', '^20.19.0 || >=22.12.0', '*'], seed, name) : null,
    funding: pick(['none', 'none', 'none', 'text', 'object', 'list'] as const, seed, name, 'funding'),
    dependencies: [],
    deprecation: null,
    os: [],
    cpu: [],
    hasInstallScript: of('install script') < 0.03,
    hasProvenance: of('provenance') < 0.3,
    codeKilobytes: Math.round(3 + 70 * of('size') ** 3),
    readme: of('readme') < 0.3 ? 'rich' : 'plain',
    tarball: 'good',
    oddity: null,
    isPrivate: false,
    ...said,
  };
}

/** Most packages have few downloads, a few have many; some grow, some fade. */
function drawLevels(seed: number, name: string, createdDay: number): PackageSpec['levels'] {
  const peak = 12 * 10 ** (4.2 * share(seed, name, 'peak') ** 2.2);
  const story = share(seed, name, 'story');
  const start: readonly [number, number] = [createdDay, Math.max(2, peak * 0.02)];
  const ripe = createdDay + 400 + (hash(seed, name, 'ripe') % 900);
  if (story < 0.45) return [start, [ripe, peak], [ripe + 1200, peak * 1.7]];
  if (story < 0.75) return [start, [ripe, peak], [ripe + 1500, peak * 0.95]];
  return [start, [ripe, peak], [ripe + 500, peak * 0.8], [ripe + 1400, peak * 0.12]];
}

/** Draws what a package depends on, out of packages that are older and stand earlier. */
export function drawDependencies(
  seed: number,
  name: string,
  earlier: readonly PackageSpec[],
): DependencySpec[] {
  const count = Math.floor(6 * share(seed, name, 'dependencies') ** 1.8);
  const chosen = new Map<string, DependencySpec>();
  for (let index = 0; index < count; index += 1) {
    // Cubed: the packages at the front are the foundations that many depend on.
    const place = Math.floor(earlier.length * share(seed, name, 'dependency', index) ** 3);
    const other = earlier[place];
    // Binaries and types are for one package each.
    if (other === undefined || other.isPrivate || other.os.length > 0 || other.name.startsWith('@types/'))
      continue;
    const draw = share(seed, name, 'kind', index);
    const kind = draw < 0.7 ? 'dependencies' : draw < 0.88 ? 'devDependencies' : 'peerDependencies';
    chosen.set(other.name, {
      name: other.name,
      kind,
      ...(kind === 'peerDependencies' ? { isOptionalPeer: draw < 0.94 } : {}),
    });
  }
  return [...chosen.values()];
}
