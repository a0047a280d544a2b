import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toConfiguredRegistry } from '../npm-config/configured-registry.ts';
import { fixedNpmConfig } from '../npm-config/npm-config.ts';
import { sendJson, startTestRegistry, type TestRegistry } from '../packument/test-registry.ts';
import { type AnswerStore, createMemoryAnswers } from '../search/kept-answers.ts';
import { createService } from '../service/create-service.ts';
import { fetchTransport } from '../service/test-wire.ts';
import type { Advisory } from './advisory.ts';
import { affects } from './affects.ts';
import { createAdvisories } from './create-advisories.ts';

let registry: TestRegistry;
let bodies: Record<string, string[]>[];
let nowMs: number;
let registryOf: string;

beforeEach(async () => {
  bodies = [];
  nowMs = Date.parse('2026-11-26T12:00:00Z');
  registryOf = 'https://registry.example/';
  registry = await startTestRegistry();
  answerWith({ lodash: [advisory()] });
});
afterEach(() => registry.close());

const advisory = (more = {}) => ({
  id: 1_106_900,
  url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
  title: 'Command injection',
  severity: 'high',
  vulnerable_versions: '<4.17.21',
  cwe: ['CWE-77'],
  ...more,
});

function answerWith(value: unknown) {
  registry.answer = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
    sendJson(response, value);
  };
}

function open(store: AnswerStore<readonly Advisory[]> = createMemoryAnswers(1_000)) {
  const clock = () => new Date(nowMs);
  const client = createService({
    name: 'advisories',
    transport: toConfiguredRegistry(fetchTransport, fixedNpmConfig(registry.url)),
    clock,
    sleep: async () => {},
    random: () => 0,
    pace: { intervalMs: 0 },
    deadlineMs: 5_000,
  });
  return createAdvisories({ client, registry: async () => registryOf, store, clock });
}

describe('createAdvisories', () => {
  it('asks once an hour, and gives every package its list', async () => {
    const read = open();
    const wanted = { lodash: ['4.17.20'], hono: ['4.0.0'] };
    const expected = {
      kind: 'known',
      value: {
        lodash: [
          {
            id: '1106900',
            title: 'Command injection',
            severity: 'high',
            url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
            vulnerableVersions: '<4.17.21',
          },
        ],
        hono: [],
      },
      asOf: '2026-11-26T12:00:00.000Z',
      isStale: false,
    };
    expect(await Promise.all([read(wanted), read(wanted)])).toEqual([expected, expected]);
    nowMs += 59 * 60_000;
    expect(await read(wanted)).toEqual(expected);
    expect(bodies).toEqual([wanted]);
    expect(registry.asked[0]).toMatchObject({ method: 'POST', path: '/-/npm/v1/security/advisories/bulk' });
    nowMs += 2 * 60_000;
    await read({ ...wanted, react: ['19.0.0'] });
    expect(bodies[1]).toEqual({ ...wanted, react: ['19.0.0'] });
  });

  it('asks for many in batches', async () => {
    await open()(Object.fromEntries(Array.from({ length: 450 }, (_, n) => [`p${n}`, ['1.0.0']])));
    expect(bodies.map((body) => Object.keys(body).length)).toEqual([200, 200, 50]);
  });

  it('gives what it was just told also where nothing can be kept', async () => {
    const read = open({ read: () => null, write: () => {} });
    expect(await read({ lodash: ['4.17.20'], hono: ['4.0.0'] })).toMatchObject({
      kind: 'known',
      value: { lodash: [{ severity: 'high' }], hono: [] },
    });
  });

  it('keeps apart what different registries say', async () => {
    const store = createMemoryAnswers<readonly Advisory[]>(10);
    await open(store)({ lodash: ['4.17.20'] });
    registryOf = 'https://other.example/';
    answerWith({});
    expect(await open(store)({ lodash: ['4.17.20'] })).toMatchObject({ value: { lodash: [] } });
  });

  it('leaves out no package and no version, however many there are', async () => {
    answerWith({ p6001: [advisory()], many: [advisory()] });
    const many = Array.from({ length: 1_500 }, (_, n) => `1.0.${n}`);
    const wanted = Object.fromEntries(Array.from({ length: 6_002 }, (_, n) => [`p${n}`, ['1.0.0']]));
    const answer = await open(createMemoryAnswers(10))({ ...wanted, many });
    if (answer.kind !== 'known') throw new Error(answer.message);
    expect(Object.keys(answer.value)).toHaveLength(6_003);
    expect(answer.value.p6001).toHaveLength(1);
    expect(answer.value.many).toHaveLength(1);
    const ofMany = bodies.flatMap((body) => (body.many ? [body.many] : []));
    expect(ofMany.map((versions) => versions.length)).toEqual([1_000, 500]);
    expect(ofMany.flat().sort()).toEqual(many.sort());
  });

  it('gives what was known before while the service does not answer, and never an empty list for it', async () => {
    const read = open();
    await read({ lodash: ['4.17.20'] });
    registry.answer = (_, response) => response.writeHead(503).end();
    nowMs += 3_700_000;
    expect(await read({ lodash: ['4.17.20'] })).toMatchObject({
      kind: 'known',
      isStale: true,
      asOf: '2026-11-26T12:00:00.000Z',
    });
    expect(await read({ lodash: ['4.17.20'], hono: ['4.0.0'] })).toMatchObject({
      kind: 'unknown',
      service: 'advisories',
      reason: 'failing',
    });
  });

  it.each([404, 405, 410])('does not know where the registry has no such service (%i)', async (status) => {
    registry.answer = (_, response) => response.writeHead(status).end('{}');
    expect(await open()({ lodash: ['1.0.0'] })).toMatchObject({ kind: 'unknown', service: 'advisories' });
  });

  it.each([[[]], ['text'], [{ lodash: 'none' }], [{ lodash: { id: 1 } }], [null]])(
    'takes %j for no answer',
    async (value) => {
      answerWith(value);
      expect(await open()({ lodash: ['1.0.0'] })).toMatchObject({ kind: 'unknown', reason: 'failing' });
    },
  );

  it('reads odd advisories with care', async () => {
    answerWith({
      lodash: [
        null,
        'x',
        advisory({ url: 'javascript:alert(1)', title: '\u202eevil', severity: 'apocalyptic' }),
        {},
      ],
      other: [advisory()],
    });
    expect(await open()({ lodash: ['1.0.0'] })).toMatchObject({
      value: {
        lodash: [
          { url: null, title: 'evil', severity: 'high', vulnerableVersions: '<4.17.21' },
          { title: 'An advisory without a title', severity: 'high', vulnerableVersions: '*' },
        ],
      },
    });
  });
});

describe('affects', () => {
  it.each([
    ['<4.17.21', '4.17.20', true],
    ['<4.17.21', '4.17.21', false],
    ['>=2.0.0 <2.1.0 || 3.x', '3.4.0', true],
    ['<2.0.0', '2.0.0-rc.1', true],
    ['nonsense', '1.0.0', true],
    ['*', '1.0.0', true],
    ['<1.0.0', 'no version', false],
  ])('of %j, version %j: %j', (vulnerableVersions, version, isAffected) => {
    expect(affects({ vulnerableVersions }, version)).toBe(isAffected);
  });
});
