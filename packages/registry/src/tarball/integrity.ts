import { createHash, type Hash } from 'node:crypto';
import { TarballError } from './tarball-error.ts';

/** What the registry says an archive's bytes come to. */
export interface Checksums {
  /** Subresource integrity: `sha512-…`, several apart by spaces. */
  readonly integrity: string | null;
  /** SHA-1 in hexadecimal: all that versions from before 2017 have. */
  readonly shasum: string | null;
}

/** Takes in an archive's bytes. */
export interface IntegrityCheck {
  update(bytes: Uint8Array): void;
  /** @throws TarballError where they are not what the registry says */
  verify(): void;
}

/** The strongest first. */
const ALGORITHMS = ['sha512', 'sha384', 'sha256', 'sha1'];
const DIGEST = /^(sha(?:1|256|384|512))-([A-Za-z0-9+/]+={0,2})(?:\?.*)?$/;

/** Checks by the strongest checksum that there is; without any, nothing is checked. */
export function createIntegrityCheck({ integrity, shasum }: Checksums): IntegrityCheck {
  const digests = (integrity ?? '').split(/\s+/).flatMap((text) => {
    const [, algorithm, base64] = DIGEST.exec(text) ?? [];
    return algorithm && base64 ? [{ algorithm, digest: Buffer.from(base64, 'base64') }] : [];
  });
  if (shasum !== null) digests.push({ algorithm: 'sha1', digest: Buffer.from(shasum, 'hex') });
  const algorithm = ALGORITHMS.find((each) => digests.some((digest) => digest.algorithm === each));
  const hash: Hash | undefined = algorithm === undefined ? undefined : createHash(algorithm);
  return {
    update: (bytes) => void hash?.update(bytes),
    verify() {
      if (hash === undefined) return;
      const found = hash.digest();
      const isRight = digests.some((each) => each.algorithm === algorithm && found.equals(each.digest));
      if (!isRight) throw new TarballError('The archive is not the one that the registry has a checksum of.');
    },
  };
}
