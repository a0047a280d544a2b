import { isNoReadme } from '../readme/is-no-readme.ts';
import {
  type KeptLine,
  type KeptPackument,
  type PackumentReadme,
  packBlock,
  packFacts,
} from './kept-packument.ts';
import { asObject } from './plain-object.ts';
import { toPlainText } from './plain-text.ts';
import { createPackumentSplitter, PackumentError } from './split-packument.ts';
import { createManifestReader, type ManifestFacts } from './to-manifest-facts.ts';
import { type KeptPackageFacts, toPackageFacts, type VersionGist } from './to-package-facts.ts';

/** Makes what is kept out of a packument while it arrives. */
export interface PackumentSlimmer {
  /** @throws PackumentError */
  push(chunk: Uint8Array): void;
  /** @throws PackumentError */
  end(): KeptPackument;
}

const FIELDS: ReadonlySet<string> = new Set([
  'name',
  'description',
  'dist-tags',
  'time',
  'maintainers',
  'readme',
  'readmeFilename',
]);
const MAX_FIELD_BYTES = 16 * 1024 * 1024;
const MAX_VERSION_BYTES = 2 * 1024 * 1024;
/** Above what any package has; each costs a line of the list. */
const MAX_VERSIONS = 60_000;
const MAX_VERSION_LENGTH = 256;
/**
 * Characters of different deprecation messages in the list of versions, which is read as a whole on the thread that
 * answers requests. Packages have a few; a version's own page shows its message in any case.
 */
const MAX_MESSAGES_LENGTH = 200_000;
const DEPRECATED = 'This version is deprecated.';
/** A page of one version reads so many. */
const BLOCK_VERSIONS = 64;
/** npm keeps the first 64 K of a readme: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
const CUT_README_LENGTH = 64_000;

export function createPackumentSlimmer(name: string): PackumentSlimmer {
  const fields: Record<string, unknown> = Object.create(null);
  const gists = new Map<string, VersionGist>();
  const blockOf = new Map<string, number>();
  const licenses = new Map<string, string>();
  const boundMessage = createMessageBound();
  const readManifest = createManifestReader(name);
  const blocks: Uint8Array[] = [];
  let block: [string, ManifestFacts][] = [];

  const endBlock = () => {
    if (block.length > 0) blocks.push(packBlock(block));
    block = [];
  };

  const splitter = createPackumentSplitter({
    fields: FIELDS,
    maxFieldBytes: MAX_FIELD_BYTES,
    maxVersionBytes: MAX_VERSION_BYTES,
    onField(field, json) {
      fields[field] = parse(json);
    },
    onVersion(version, json) {
      // What could not be asked for in an address, or would be mistaken for something of JavaScript's own.
      if (version === '__proto__' || toPlainText(version, MAX_VERSION_LENGTH) !== version) return;
      const manifest = json === null ? null : asObject(parse(json));
      if (manifest === undefined) return;
      if (gists.size >= MAX_VERSIONS) throw new PackumentError('has too many versions');
      const facts = readManifest(manifest);
      gists.set(version, {
        version,
        deprecated: facts.deprecated === null ? null : boundMessage(facts.deprecated),
        description: facts.description,
      });
      if (facts.license !== null) licenses.set(version, facts.license.text);
      blockOf.set(version, blocks.length);
      block.push([version, facts]);
      if (block.length >= BLOCK_VERSIONS) endBlock();
    },
  });

  return {
    push: (chunk) => splitter.push(chunk),
    end() {
      splitter.end();
      endBlock();
      if (typeof fields.name === 'string' && fields.name !== name) {
        throw new PackumentError('is of another package');
      }
      if (fields.name === undefined && gists.size === 0 && fields.time === undefined) {
        throw new PackumentError('is not that of a package');
      }
      const facts = toPackageFacts(name, fields, [...gists.values()]);
      return {
        facts: packFacts(facts, blockOf),
        blocks,
        line: toLine(facts, licenses),
        maintainers: facts.maintainers.map((user) => user.name),
        readme: toReadme(fields, facts),
      };
    },
  };
}

/** Gives each message back, and a short one instead of those that are too much together. */
function createMessageBound(): (message: string) => string {
  const taken = new Set<string>();
  let length = 0;
  return (message) => {
    if (taken.has(message)) return message;
    if (length + message.length > MAX_MESSAGES_LENGTH) return DEPRECATED;
    taken.add(message);
    length += message.length;
    return message;
  };
}

function parse(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString());
  } catch {
    throw new PackumentError('is not JSON'); // SyntaxError
  }
}

function toLine(facts: KeptPackageFacts, licenses: ReadonlyMap<string, string>): KeptLine | null {
  const latest = facts.versions.find(({ version }) => version === facts.distTags.latest);
  if (latest === undefined) return null;
  return {
    version: latest.version,
    description: facts.description,
    publishedAt: latest.publishedAt,
    license: licenses.get(latest.version) ?? null,
    isDeprecated: latest.deprecated !== null,
  };
}

function toReadme(
  fields: Readonly<Record<string, unknown>>,
  facts: KeptPackageFacts,
): PackumentReadme | null {
  const { readme, readmeFilename } = fields;
  if (typeof readme !== 'string' || isNoReadme(readme)) return null;
  if (readme.length >= CUT_README_LENGTH || Buffer.byteLength(readme) >= CUT_README_LENGTH) return null;
  return {
    text: readme,
    path: toPlainText(readmeFilename, 200) ?? 'README.md',
    version: ownerOfReadme(facts),
  };
}

/**
 * The packument has one readme for all versions: of the one that was published last, or of the latest. Where these are
 * two, it belongs to one that cannot be told.
 */
function ownerOfReadme({ versions, distTags }: KeptPackageFacts): string | null {
  const dated = versions.filter(({ publishedAt }) => publishedAt !== null);
  const [first] = dated;
  if (first === undefined) return versions.length === 1 ? (versions[0]?.version ?? null) : null;
  const last = dated.reduce((one, other) =>
    (other.publishedAt ?? '') > (one.publishedAt ?? '') ? other : one,
  );
  return last.version === distTags.latest ? last.version : null;
}
