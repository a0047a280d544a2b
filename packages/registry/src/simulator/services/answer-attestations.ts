import { createHash } from 'node:crypto';
import { hash } from '../base/random.ts';
import { hasAttestation } from '../packages/create-shelf.ts';
import { commitOf } from '../packages/manifest.ts';
import { addressOf } from '../packages/origin.ts';
import { type Answer, jsonAnswer } from '../wire/answer.ts';
import type { RegistryContext } from './answer-registry.ts';

/** Answers `/-/npm/v1/attestations/{name}@{version}`: well formed, signed by nobody. */
export function answerAttestations(context: RegistryContext, wanted: string): Answer {
  const at = wanted.lastIndexOf('@');
  const [name, version] = [wanted.slice(0, at), wanted.slice(at + 1)];
  const spec = context.world.find(name, context.now);
  const release =
    spec === undefined || spec.isPrivate
      ? undefined
      : context.releases.of(spec, context.now).find((each) => each.version === version);
  if (spec === undefined || release === undefined || !hasAttestation(spec, release)) {
    return jsonAnswer(404, { error: 'Not found' });
  }
  const commit = commitOf(spec, release);
  const repository = addressOf(spec);
  const subject = [
    {
      name: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      digest: { sha512: createHash('sha512').update(`${name}@${version}`).digest('hex') },
    },
  ];
  const publish = {
    _type: 'https://in-toto.io/Statement/v0.1',
    subject,
    predicateType: 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1',
    predicate: { name, version, registry: context.registryUrl.replace(/\/$/, '') },
  };
  const provenance = {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1',
        externalParameters: {
          workflow: { ref: `refs/tags/v${version}`, repository, path: '.github/workflows/release.yml' },
        },
        internalParameters: { github: { event_name: 'push', repository_id: '1', repository_owner_id: '2' } },
        resolvedDependencies: [
          { uri: `git+${repository}@refs/tags/v${version}`, digest: { gitCommit: commit } },
        ],
      },
      runDetails: {
        builder: { id: 'https://github.com/actions/runner/github-hosted' },
        metadata: { invocationId: `${repository}/actions/runs/${hash(name, version)}/attempts/1` },
      },
    },
  };
  return jsonAnswer(200, {
    attestations: [publish, provenance].map((statement, index) => ({
      predicateType: statement.predicateType,
      bundle: bundleOf(statement, hash(name, version, 'log', index), release.at),
    })),
  });
}

function bundleOf(statement: object, logIndex: number, at: number): object {
  const madeUp = (text: string) => Buffer.from(`simulated ${text}`).toString('base64');
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: madeUp('certificate') },
      tlogEntries: [
        {
          logIndex: String(logIndex),
          logId: { keyId: madeUp('log') },
          kindVersion: { kind: 'dsse', version: '0.0.1' },
          integratedTime: String(Math.floor(at / 1000)),
          inclusionPromise: { signedEntryTimestamp: madeUp('promise') },
          canonicalizedBody: madeUp('body'),
        },
      ],
      timestampVerificationData: { rfc3161Timestamps: [] },
    },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: madeUp('signature'), keyid: '' }],
    },
  };
}
