import { HttpError } from '@shipstats/core';
import { affects } from '@shipstats/registry';
import { z } from 'zod';
import { MAX_COMPARED } from '../../explore/compare/compare-names.ts';
import { publicMessage } from '../../explore/public-message.ts';
import { resolveTypes } from '../../explore/read-types.ts';
import { defineEndpoint } from '../endpoint.ts';
import { toHitsJson, toSourcedJson } from './npm-json.ts';
import {
  advisorySchema,
  hitSchema,
  packageName,
  packageSchema,
  sourced,
  versionSchema,
} from './npm-schemas.ts';

const params = z.strictObject({ name: packageName });
const query = z.strictObject({
  version: z.string().max(200).optional().meta({ description: 'A version or a tag. Default: latest.' }),
});
const errors = [404, 410, 502, 504];
/** A program rather waits a little longer than asks again. */
const WAIT_MS = 8_000;

export const packageEndpoints = [
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/packages/{name}',
    id: 'getPackage',
    summary: 'An npm package and one of its versions, with its downloads',
    params,
    query,
    errors,
    success: { status: 200, description: 'The package.', type: 'application/json', schema: packageSchema },
    handle: async ({ params: { name }, query: { version: spec }, http }, context) => {
      const [{ facts, version }] = await Promise.all([
        context.explore.version(name, spec),
        context.downloads.want([name], { history: 'recent', waitMs: WAIT_MS }),
      ]);
      const [lines, types] = await Promise.all([
        context.downloads.lines([facts.name]),
        resolveTypes(version.types, context.explore),
      ]);
      const { status, description, distTags, createdAt, maintainers, asOf, isStale, versions } = facts;
      return http.json({
        name: facts.name,
        status,
        description,
        distTags,
        createdAt,
        maintainers,
        asOf,
        isStale,
        versionCount: versions.length,
        downloads: lines.get(facts.name) ?? null,
        version: { ...version, types },
      });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/packages/{name}/versions',
    id: 'listPackageVersions',
    summary: 'Every version of a package, newest first',
    params,
    errors,
    success: {
      status: 200,
      description: 'The versions.',
      type: 'application/json',
      schema: z.strictObject({ name: z.string(), versions: z.array(versionSchema) }),
    },
    handle: async ({ params: { name }, http }, context) => {
      const facts = await context.explore.package(name);
      return http.json({ name: facts.name, versions: facts.versions });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/packages/{name}/readme',
    id: 'getPackageReadme',
    summary: 'The readme of a version as safe HTML, its outside images as links',
    params,
    query,
    errors,
    success: {
      status: 200,
      description: 'The readme; `html` is null where there is none, and `reason` says why.',
      type: 'application/json',
      schema: z.strictObject({
        name: z.string(),
        version: z.string(),
        html: z.string().nullable(),
        headings: z.array(z.strictObject({ level: z.int(), text: z.string(), id: z.string() })),
        from: z.enum(['packument', 'tarball']).nullable(),
        isCut: z.boolean(),
        reason: z.string().nullable(),
      }),
    },
    handle: async ({ params: { name }, query: { version: spec }, http }, context) => {
      const { version } = await context.explore.version(name, spec);
      const answer = await context.explore.readme(version.name, version.version, {
        allowOutsideImages: false,
        waitMs: WAIT_MS,
      });
      const about = { name: version.name, version: version.version };
      if (answer.kind === 'readme') {
        const { html, headings, from, isCut } = answer.readme;
        return http.json({ ...about, html, headings, from, isCut, reason: null });
      }
      const reason =
        answer.kind === 'none'
          ? 'The package has no readme.'
          : answer.kind === 'pending'
            ? 'It is still being read: ask again.'
            : answer.reason;
      return http.json({ ...about, html: null, headings: [], from: null, isCut: false, reason });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/packages/{name}/advisories',
    id: 'listPackageAdvisories',
    summary: 'Published weaknesses of a package, each with whether it affects the version',
    params,
    query,
    errors,
    success: {
      status: 200,
      description: 'The advisories; null where the service does not answer.',
      type: 'application/json',
      schema: z.strictObject({
        name: z.string(),
        version: z.string(),
        advisories: sourced(z.array(advisorySchema)),
      }),
    },
    handle: async ({ params: { name }, query: { version: spec }, http }, context) => {
      const { facts, version } = await context.explore.version(name, spec);
      const all = toSourcedJson(
        await context.explore.advisories({ [facts.name]: facts.versions.map((one) => one.version) }),
      );
      const list = all.value?.[facts.name] ?? [];
      return http.json({
        name: facts.name,
        version: version.version,
        advisories: {
          ...all,
          value: all.value && list.map((one) => ({ ...one, affects: affects(one, version.version) })),
        },
      });
    },
  }),
  defineEndpoint({
    method: 'get',
    path: '/api/v1/npm/compare',
    id: 'comparePackages',
    summary: 'Up to ten packages side by side',
    query: z.strictObject({
      name: z
        .array(z.string().max(300))
        .max(MAX_COMPARED)
        .optional()
        .meta({ description: 'A package; once for each.', example: ['hono', 'express'] }),
    }),
    errors: [404],
    success: {
      status: 200,
      description: 'The packages that could be read, and why the others could not.',
      type: 'application/json',
      schema: z.strictObject({
        packages: z.array(hitSchema.extend({ unpackedSize: z.int().nullable(), dependencies: z.int() })),
        failed: z.array(z.strictObject({ name: z.string(), message: z.string() })),
      }),
    },
    handle: async ({ query: { name: given }, http }, context) => {
      const names = [...new Set(given ?? [])];
      if (names.length === 0) {
        throw new HttpError(400, 'name: one to ten packages.', 'Ask with ?name=hono&name=express.');
      }
      await context.downloads.want(names, { history: 'recent', waitMs: WAIT_MS });
      const found = await Promise.allSettled(names.map((one) => context.explore.version(one, undefined)));
      const known = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      const hits = await toHitsJson(
        known.map(({ facts, version }) => ({
          name: facts.name,
          version: version.version,
          description: version.description,
          publishedAt: version.publishedAt,
          downloads: null,
          isDeprecated: version.deprecated !== null,
        })),
        context,
      );
      return http.json({
        packages: hits.map((hit, index) => ({
          ...hit,
          unpackedSize: known[index]?.version.unpackedSize ?? null,
          dependencies:
            known[index]?.version.dependencies.filter((one) => one.kind === 'dependencies').length ?? 0,
        })),
        failed: found.flatMap((one, index) =>
          one.status === 'rejected' ? [{ name: names[index] ?? '', message: publicMessage(one.reason) }] : [],
        ),
      });
    },
  }),
];
