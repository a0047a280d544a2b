import type { Json } from './manifest.ts';

const abbreviatedFields = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'peerDependencies',
  'bundleDependencies',
  'peerDependenciesMeta',
  'acceptDependencies',
  'bin',
  'directories',
  'dist',
  'engines',
  'cpu',
  'os',
  'funding',
  '_hasShrinkwrap',
  'hasInstallScript',
];

/** What installers get: no times but `modified`, no readme, no description, no maintainers, no licence. */
export function abbreviate(whole: Json): Json {
  const { time, versions } = whole;
  const modified = (time as Json | undefined)?.modified;
  return {
    name: whole.name,
    ...(modified === undefined ? {} : { modified }),
    ...(whole['dist-tags'] === undefined ? {} : { 'dist-tags': whole['dist-tags'] }),
    ...(versions === undefined
      ? {}
      : {
          versions: Object.fromEntries(
            Object.entries(versions as Json).map(([version, manifest]) => [
              version,
              typeof manifest === 'object' && manifest !== null
                ? pickFields(manifest as Json, abbreviatedFields)
                : manifest,
            ]),
          ),
        }),
  };
}

/** The named fields of an object, those that it has. */
export function pickFields(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
}
