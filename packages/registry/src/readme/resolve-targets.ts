import type { Root } from 'hast';
import { mapElements, stringProperty } from './hast.ts';
import type { ReadmeTargets } from './repository-targets.ts';

/** Gives every link and image its absolute address, or takes the address away. */
export function resolveTargets(targets: ReadmeTargets): (tree: Root) => void {
  return (tree) => {
    mapElements(tree, (node) => {
      const { properties } = node;
      if ('href' in properties) properties.href = targets.link(stringProperty(node, 'href') ?? '');
      if ('src' in properties) properties.src = targets.image(stringProperty(node, 'src') ?? '');
      if ('srcSet' in properties) properties.srcSet = resolveSet(String(properties.srcSet ?? ''), targets);
      return undefined;
    });
  };
}

/** Candidates of a `srcset` that have an address and a usual descriptor. */
function resolveSet(set: string, targets: ReadmeTargets): string | undefined {
  const candidates = set.split(/,(?=\s)|,$/).flatMap((candidate) => {
    const [address = '', descriptor = '', ...more] = candidate.trim().split(/\s+/);
    const url =
      more.length === 0 && /^(\d{1,5}w|\d{1,2}(\.\d{1,2})?x)?$/.test(descriptor) && targets.image(address);
    // A comma in an address would start the next candidate.
    return url && !url.includes(',') ? [`${url} ${descriptor}`.trim()] : [];
  });
  return candidates.length > 0 ? candidates.join(', ') : undefined;
}
