/** What a package's tarballs are: good ones, odd ones, and attacks. */
export type TarballKind =
  | 'good'
  | 'bomb'
  | 'endless'
  | 'traversal'
  | 'links'
  | 'devices'
  | 'truncated'
  | 'wrong-integrity'
  | 'no-readme'
  | 'odd-case'
  | 'subfolder'
  | 'not-gzip'
  | 'missing';
