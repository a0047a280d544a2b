/** A weakness of some versions, as npm's advisory service tells it. */
export interface AdvisorySpec {
  readonly package: string;
  readonly id: number;
  readonly ghsa: string;
  readonly title: string;
  readonly severity: 'info' | 'low' | 'moderate' | 'high' | 'critical';
  readonly vulnerableVersions: string;
  readonly cwe: readonly string[];
  readonly score: number;
  readonly vector: string;
  /** First UTC day that it is known. */
  readonly since: string;
}

export const advisories: readonly AdvisorySpec[] = [
  {
    package: 'tidewire',
    id: 1_091_204,
    ghsa: 'GHSA-tide-wire-3q24',
    title: 'tidewire lets subscribers read channels that they may not',
    severity: 'high',
    vulnerableVersions: '<3.2.4',
    cwe: ['CWE-284'],
    score: 7.5,
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
    since: '2023-04-19',
  },
  {
    package: 'quillparse',
    id: 1_102_877,
    ghsa: 'GHSA-quil-pars-9x7r',
    title: 'quillparse: regular expression denial of service in front matter',
    severity: 'moderate',
    // Open: every version has it.
    vulnerableVersions: '>=0.0.0',
    cwe: ['CWE-1333', 'CWE-400'],
    score: 5.3,
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L',
    since: '2026-08-30',
  },
  {
    package: 'oldbrook',
    id: 1_064_310,
    ghsa: 'GHSA-oldb-rook-2m5c',
    title: 'Prototype pollution in oldbrook',
    severity: 'critical',
    vulnerableVersions: '<2.0.0',
    cwe: ['CWE-1321'],
    score: 9.8,
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
    since: '2019-03-01',
  },
  {
    package: 'saltmarsh',
    id: 1_088_001,
    ghsa: 'GHSA-salt-mars-7h2p',
    title: 'saltmarsh leaks listeners without a limit',
    severity: 'low',
    vulnerableVersions: '*',
    cwe: ['CWE-770'],
    score: 3.1,
    vector: 'CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:N/A:L',
    since: '2024-06-01',
  },
  {
    package: 'hostile-fields',
    id: 1_100_000,
    ghsa: 'GHSA-host-file-0000',
    title: '<script>alert("advisory")</script> & "quotes" \u202ereversed',
    severity: 'info',
    vulnerableVersions: '*',
    cwe: [],
    score: 0,
    vector: '',
    since: '2025-01-01',
  },
];
