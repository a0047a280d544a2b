import { ConnectorError } from '@shipstats/core';
import { asObject } from '../packument/plain-object.ts';
import { toPlainText } from '../packument/plain-text.ts';
import { toWebLink } from '../packument/web-link.ts';
import type { Provenance } from './provenance.ts';

type Fields = Readonly<Record<string, unknown>>;

const MAX_PAYLOAD_LENGTH = 2 * 1024 * 1024;
const SLSA = /^https:\/\/slsa\.dev\/provenance\//;
const TRANSPARENCY_LOG = 'https://search.sigstore.dev/?logIndex=';

/**
 * Reads what the registry attests of a version: where it was built, by SLSA 0.2 or 1 (https://slsa.dev/spec/v1.0/provenance).
 *
 * @returns null where it attests nothing of that
 * @throws ConnectorError where the answer is something else than attestations
 */
export function parseAttestations(body: unknown): Provenance | null {
  const attestations = asObject(body)?.attestations;
  if (!Array.isArray(attestations)) {
    throw new ConnectorError("npm's attestations service answered something else than attestations.", {
      code: 'bad-response',
    });
  }
  for (const each of attestations.slice(0, 20)) {
    const predicateType = toPlainText(asObject(each)?.predicateType, 200);
    if (predicateType === null || !SLSA.test(predicateType)) continue;
    const bundle = asObject(asObject(each)?.bundle) ?? {};
    const predicate = asObject(readPayload(bundle)?.predicate) ?? {};
    return { ...readBuild(predicate), transparencyLog: readLog(bundle), predicateType };
  }
  return null;
}

/** The in-toto statement that was signed; nothing of the signature is checked here. */
function readPayload(bundle: Fields): Fields | undefined {
  const payload = asObject(bundle.dsseEnvelope)?.payload;
  if (typeof payload !== 'string' || payload.length > MAX_PAYLOAD_LENGTH) return undefined;
  try {
    return asObject(JSON.parse(Buffer.from(payload, 'base64').toString()));
  } catch {
    return undefined; // SyntaxError: then it says nothing
  }
}

function readBuild(predicate: Fields): Pick<Provenance, 'repository' | 'commit' | 'build'> {
  const definition = asObject(predicate.buildDefinition);
  return definition === undefined ? readVersion02(predicate) : readVersion1(predicate, definition);
}

function readVersion1(
  predicate: Fields,
  definition: Fields,
): Pick<Provenance, 'repository' | 'commit' | 'build'> {
  const workflow = asObject(asObject(definition.externalParameters)?.workflow) ?? {};
  const dependencies = definition.resolvedDependencies;
  const [first] = Array.isArray(dependencies) ? dependencies : [];
  const metadata = asObject(asObject(predicate.runDetails)?.metadata) ?? {};
  return {
    repository: toSecureLink(workflow.repository) ?? toRepositoryLink(asObject(first)?.uri),
    commit: toCommit(asObject(asObject(first)?.digest)?.gitCommit),
    build: toSecureLink(metadata.invocationId),
  };
}

function readVersion02(predicate: Fields): Pick<Provenance, 'repository' | 'commit' | 'build'> {
  const invocation = asObject(predicate.invocation) ?? {};
  const source = asObject(invocation.configSource) ?? {};
  const repository = toRepositoryLink(source.uri);
  const runId = asObject(invocation.environment)?.GITHUB_RUN_ID;
  const isRun = repository?.startsWith('https://github.com/') && /^\d{1,20}$/.test(String(runId));
  return {
    repository,
    commit: toCommit(asObject(source.digest)?.sha1),
    build: isRun ? `${repository}/actions/runs/${runId}` : null,
  };
}

/** `git+https://github.com/o/r@refs/heads/main` as the page of the repository. */
function toRepositoryLink(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  return toSecureLink(
    value
      .replace(/^git\+/, '')
      .replace(/@refs\/.*$/, '')
      .replace(/\.git$/, ''),
  );
}

function toSecureLink(value: unknown): string | null {
  const link = toWebLink(value);
  return link?.startsWith('https:') ? link : null;
}

function toCommit(value: unknown): string | null {
  return typeof value === 'string' && /^[0-9a-f]{40,64}$/i.test(value) ? value.toLowerCase() : null;
}

function readLog(bundle: Fields): string | null {
  const entries = asObject(bundle.verificationMaterial)?.tlogEntries;
  const index = Array.isArray(entries) ? asObject(entries[0])?.logIndex : undefined;
  return /^\d{1,20}$/.test(String(index)) ? `${TRANSPARENCY_LOG}${index}` : null;
}
