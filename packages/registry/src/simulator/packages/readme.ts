import type { PackageSpec } from '../world/package-spec.ts';
import { flagshipReadme } from './flagship-readme.ts';
import { hostileReadmes } from './hostile-readmes.ts';
import { plainReadme, richReadme } from './plain-readme.ts';

/** The registry keeps so much of a readme, and drops the rest without a word. */
export const README_LIMIT = 64 * 1024;

/** The readme in a package's tarballs; null where it has none. */
export function readmeOf(spec: PackageSpec): string | null {
  switch (spec.readme) {
    case 'none':
      return null;
    case 'plain':
      return plainReadme(spec);
    case 'rich':
      return richReadme(spec);
    case 'flagship':
      return flagshipReadme;
    case 'huge':
      return `${richReadme(spec)}${hugeTail()}`;
    default:
      return hostileReadmes[spec.readme] ?? null;
  }
}

/** Sections with text enough for the registry to cut in the middle of one. */
function hugeTail(): string {
  const sections = Array.from(
    { length: 420 },
    (_, index) =>
      `\n## Option ${index + 1}\n\nWhat \`option${index + 1}\` does is told at length, with a [link](docs/options.md#${index + 1}), ` +
      `and once more so that this readme is longer than what the registry keeps of one. The end of it is in the tarball alone.\n`,
  );
  return `${sections.join('')}\nThe very end.\n`;
}
