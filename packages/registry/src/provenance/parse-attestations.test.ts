import { describe, expect, it } from 'vitest';
import { parseAttestations } from './parse-attestations.ts';

const COMMIT = 'a'.repeat(40);
const answer = (predicateType: string, predicate: unknown, more = {}) => ({
  attestations: [
    { predicateType: 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1', bundle: {} },
    {
      predicateType,
      bundle: {
        dsseEnvelope: { payload: Buffer.from(JSON.stringify({ predicate })).toString('base64') },
        verificationMaterial: { tlogEntries: [{ logIndex: '12345' }] },
        ...more,
      },
    },
  ],
});

describe('parseAttestations', () => {
  it('reads SLSA 1', () => {
    const predicate = {
      buildDefinition: {
        externalParameters: {
          workflow: { repository: 'https://github.com/honojs/hono', ref: 'refs/tags/v4' },
        },
        resolvedDependencies: [
          { uri: 'git+https://github.com/honojs/hono@refs/tags/v4', digest: { gitCommit: COMMIT } },
        ],
      },
      runDetails: { metadata: { invocationId: 'https://github.com/honojs/hono/actions/runs/1/attempts/1' } },
    };
    expect(parseAttestations(answer('https://slsa.dev/provenance/v1', predicate))).toEqual({
      repository: 'https://github.com/honojs/hono',
      commit: COMMIT,
      build: 'https://github.com/honojs/hono/actions/runs/1/attempts/1',
      transparencyLog: 'https://search.sigstore.dev/?logIndex=12345',
      predicateType: 'https://slsa.dev/provenance/v1',
    });
  });

  it('reads SLSA 0.2', () => {
    const predicate = {
      invocation: {
        configSource: { uri: 'git+https://github.com/a/b@refs/heads/main', digest: { sha1: COMMIT } },
        environment: { GITHUB_RUN_ID: '99' },
      },
    };
    expect(parseAttestations(answer('https://slsa.dev/provenance/v0.2', predicate))).toMatchObject({
      repository: 'https://github.com/a/b',
      commit: COMMIT,
      build: 'https://github.com/a/b/actions/runs/99',
    });
  });

  it('says nothing of what it cannot read, and links nowhere but to https', () => {
    const hostile = {
      buildDefinition: {
        externalParameters: { workflow: { repository: 'javascript:alert(1)' } },
        resolvedDependencies: 'x',
      },
      runDetails: { metadata: { invocationId: 'http://plain.example/run' } },
    };
    const nothing = { repository: null, commit: null, build: null };
    const type = 'https://slsa.dev/provenance/v1';
    expect(parseAttestations(answer(type, hostile))).toMatchObject(nothing);
    expect(parseAttestations(answer(type, null))).toMatchObject(nothing);
    for (const payload of [12, 'not base64 of JSON', 'x'.repeat(3_000_000)]) {
      const more = {
        dsseEnvelope: { payload },
        verificationMaterial: { tlogEntries: [{ logIndex: '1&x=' }] },
      };
      expect(parseAttestations(answer(type, {}, more))).toMatchObject({ ...nothing, transparencyLog: null });
    }
  });

  it('finds no provenance among other attestations', () => {
    expect(parseAttestations({ attestations: [{ predicateType: 'x' }, null, 'y'] })).toBeNull();
    expect(parseAttestations({ attestations: [] })).toBeNull();
  });

  it.each([null, [], 'text', {}, { attestations: {} }])('refuses %j', (body) => {
    expect(() => parseAttestations(body)).toThrow('something else than attestations');
  });
});
