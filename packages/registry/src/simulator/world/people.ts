/** Somebody of the made-up registry. */
export interface Person {
  readonly name: string;
  readonly fullName: string;
}

/** The made-up users; `mara` is the one of the demonstration. */
export const people: readonly Person[] = [
  { name: 'mara', fullName: 'Mara Lindqvist' },
  { name: 'okonjo', fullName: 'Tunde Okonjo' },
  { name: 'silvapereira', fullName: 'Inês Silva Pereira' },
  { name: 'hayashi-ren', fullName: 'Ren Hayashi' },
  { name: 'brandt', fullName: 'Jonas Brandt' },
  { name: 'devika', fullName: 'Devika Raman' },
  { name: 'kestrelbot', fullName: 'Kestrel Release Bot' },
  { name: 'northpier', fullName: 'Northpier Labs' },
  { name: 'elif_aydin', fullName: 'Elif Aydın' },
  { name: 'pavel.k', fullName: 'Pavel Kolář' },
  { name: 'ngozi', fullName: 'Ngozi Eze' },
  { name: 'quietharbor-ci', fullName: 'Quiet Harbor' },
];

/** Made-up organisations: scope to members. `quietharbor` is private. */
export const organizations: Readonly<Record<string, readonly string[]>> = {
  lumenkit: ['mara', 'hayashi-ren', 'devika'],
  quietharbor: ['quietharbor-ci', 'northpier'],
  mara: ['mara'],
};

/** The bearer token that opens the private scope. */
export const PRIVATE_TOKEN = 'sim-private-token';

/** As the registry writes a person, with a made-up address that nobody should keep. */
export function toMaintainer(name: string): { name: string; email: string } {
  return { name, email: `${name}@people.example` };
}
