/** Which readme a package has. */
export type ReadmeKind =
  | 'plain'
  | 'rich'
  | 'flagship'
  | 'none'
  | 'huge'
  | 'hostile-script'
  | 'hostile-style'
  | 'hostile-form'
  | 'hostile-svg'
  | 'hostile-links'
  | 'hostile-tracking';
