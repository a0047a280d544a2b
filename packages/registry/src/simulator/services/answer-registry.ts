import { type Shelf, signingKeys } from '../packages/create-shelf.ts';
import { enormousEtag, enormousPackument } from '../packages/enormity.ts';
import type { History } from '../packages/history.ts';
import { zerosTarball } from '../packages/hostile-tarballs.ts';
import type { Releases } from '../packages/releases.ts';
import { type Answer, type Asked, decodeSegments, jsonAnswer } from '../wire/answer.ts';
import type { World } from '../world/create-world.ts';
import type { PackageSpec } from '../world/package-spec.ts';
import { organizations, PRIVATE_TOKEN } from '../world/people.ts';
import { answerAttestations } from './answer-attestations.ts';
import { answerRss } from './answer-rss.ts';

/** What the registry's answers are made of. */
export interface RegistryContext {
  readonly world: World;
  readonly releases: Releases;
  readonly shelf: Shelf;
  readonly history: History;
  readonly now: number;
  /** With a slash at its end. */
  readonly registryUrl: string;
}

const notFound = () => jsonAnswer(404, { error: 'Not found' });

/** Answers the registry: packuments, versions, tarballs, and what is below `/-/` and has no service of its own. */
export async function answerRegistry(context: RegistryContext, asked: Asked): Promise<Answer> {
  const segments = decodeSegments(asked.path);
  if (segments === null) return jsonAnswer(400, { error: 'Bad Request' });
  if (asked.method !== 'GET' && asked.method !== 'HEAD')
    return jsonAnswer(405, { error: 'Method Not Allowed' });
  if (segments.length === 0) return jsonAnswer(200, { db_name: 'registry' });
  if (segments[0] === '-') return answerSpecial(context, segments.slice(1));
  const { name, rest } = splitName(segments);
  const spec = context.world.find(name, context.now);
  if (spec === undefined) return notFound();
  const refusal = spec.isPrivate ? authorize(asked) : null;
  if (refusal !== null) return refusal;
  if (rest.length === 0) return answerPackument(context, spec, asked);
  if (rest[0] === '-') return answerTarball(context, spec, rest[1] ?? '');
  const manifest = rest.length === 1 ? await context.shelf.manifest(spec, rest[0] ?? '', context.now) : null;
  return manifest === null
    ? jsonAnswer(404, `version not found: ${rest[0] ?? ''}`)
    : jsonAnswer(200, manifest);
}

/** `@scope%2fname` and `@scope/name` are the same. */
function splitName(segments: readonly string[]): { name: string; rest: readonly string[] } {
  const [first = '', second] = segments;
  if (!first.startsWith('@') || first.includes('/') || second === undefined)
    return { name: first, rest: segments.slice(1) };
  return { name: `${first}/${second}`, rest: segments.slice(2) };
}

function authorize(asked: Asked): Answer | null {
  const { authorization } = asked.headers;
  if (authorization === `Bearer ${PRIVATE_TOKEN}`) return null;
  return authorization === undefined
    ? jsonAnswer(
        401,
        { error: 'You must be logged in to see this package.' },
        { 'www-authenticate': 'Bearer' },
      )
    : jsonAnswer(403, { error: 'You may not see this package.' });
}

async function answerPackument(context: RegistryContext, spec: PackageSpec, asked: Asked): Promise<Answer> {
  const isAbbreviated = asked.headers.accept?.includes('application/vnd.npm.install-v1+json') === true;
  const contentType = isAbbreviated ? 'application/vnd.npm.install-v1+json' : 'application/json';
  const common = {
    'content-type': contentType,
    'cache-control': 'public, max-age=300',
    vary: 'accept-encoding, accept',
  };
  if (spec.oddity === 'enormous') {
    const etag = enormousEtag(isAbbreviated);
    if (asked.headers['if-none-match'] === etag) return unchanged(etag);
    const tarball = await context.shelf.tarball(spec, `${spec.name}-1.0.0.tgz`, context.now);
    if (tarball === null) return notFound();
    return {
      status: 200,
      headers: { ...common, etag },
      body: enormousPackument(spec, context.registryUrl, tarball, isAbbreviated),
    };
  }
  const { body, etag } = await context.shelf.packument(spec, context.now, isAbbreviated);
  if (asked.headers['if-none-match'] === etag) return unchanged(etag);
  return { status: 200, headers: { ...common, etag }, body };
}

function unchanged(etag: string): Answer {
  return { status: 304, headers: { etag }, body: Buffer.alloc(0) };
}

async function answerTarball(context: RegistryContext, spec: PackageSpec, file: string): Promise<Answer> {
  const headers = {
    'content-type': 'application/octet-stream',
    'cache-control': 'public, immutable, max-age=31557600',
  };
  const tarball = await context.shelf.tarball(spec, file, context.now);
  if (tarball === null) return notFound();
  if (spec.tarball === 'endless')
    return { status: 200, headers, body: zerosTarball(Number.POSITIVE_INFINITY) };
  return { status: 200, headers, body: tarball.bytes };
}

function answerSpecial(context: RegistryContext, segments: readonly string[]): Answer {
  const [first, second, third] = segments;
  if (first === 'ping') return jsonAnswer(200, {});
  if (first === 'rss') return answerRss(context);
  if (first === 'org' && third === 'package')
    return answerOwned(context, organizations[second ?? ''], second ?? '');
  if (first === 'user' && third === 'package') return answerOwned(context, [second ?? ''], null);
  if (first === 'npm' && second === 'v1' && third === 'keys') return jsonAnswer(200, signingKeys);
  if (first === 'npm' && second === 'v1' && third === 'attestations') {
    return answerAttestations(context, segments.slice(3).join('/'));
  }
  return notFound();
}

/** Names of an organisation's packages, or of a person's, with the right to them. */
function answerOwned(
  context: RegistryContext,
  owners: readonly string[] | undefined,
  scope: string | null,
): Answer {
  const owned = context.world
    .packages(context.now)
    .filter(
      (spec) =>
        !spec.isPrivate &&
        (scope === null
          ? spec.maintainers.some((name) => owners?.includes(name))
          : spec.name.startsWith(`@${scope}/`)),
    );
  if (owners === undefined || owned.length === 0) return notFound();
  return jsonAnswer(
    200,
    Object.fromEntries(owned.map((spec) => [spec.name, scope === null ? 'write' : 'read'])),
  );
}
