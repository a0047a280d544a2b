import { formatCompact, fromNumber, THIN_SPACE, toUnixSeconds } from '@shipstats/core';
import type { Advisory } from '@shipstats/registry';
import { packageHref } from '../package-path.ts';
import { type Attention, byUrgency, type Urgency } from './attention.ts';
import type { PackageCondition } from './package-condition.ts';
import { countAdvisories, isGrave, worstAdvisory } from './severity.ts';

/** Fewer downloads in 30 days are noise: mirrors and robots fetch every package. */
export const LEAST_DOWNLOADS = 1_000;
/** Four weeks over the four before: a fifth is more than holidays usually do. */
export const FALLING = -0.2;
/** A package may well be finished; that nobody has looked at it for so long is worth a thought. */
export const LONG_YEARS = 2;

const YEAR_SECONDS = 365.25 * 86_400;

type Rule = (condition: PackageCondition, now: Date) => readonly Attention[];

/** Everything of some packages that deserves a look, the most urgent first. */
export function findAttention(conditions: readonly PackageCondition[], now: Date): readonly Attention[] {
  return conditions.flatMap((one) => RULES.flatMap((rule) => rule(one, now))).sort(byUrgency);
}

/** The latest version has an advisory: everybody who installs the package today gets it. */
const vulnerableLatest: Rule = (condition) => {
  const { name, latest, advisories } = condition;
  const worst = worstAdvisory(advisories);
  if (worst === undefined) return [];
  return [
    {
      ...about(condition, isGrave(worst) ? 'now' : 'soon'),
      kind: 'vulnerable-latest',
      reason: `has ${countAdvisories(advisories)} for its latest version, ${latest.version}.`,
      quote: worst.title,
      link: advisoryLink(worst, name),
    },
  ];
};

const vulnerableDependency: Rule = (condition) =>
  condition.dependencies.flatMap(({ dependency, name, version, advisories }): Attention[] => {
    const worst = worstAdvisory(advisories);
    if (worst === undefined) return [];
    return [
      {
        ...about(condition, isGrave(worst) && dependency.kind === 'dependencies' ? 'now' : 'soon'),
        kind: 'vulnerable-dependency',
        reason: `depends on ${dependency.name} ${dependency.range}, which today is ${version} and has ${countAdvisories(advisories)}.`,
        quote: worst.title,
        link: advisoryLink(worst, name),
      },
    ];
  });

const deprecatedDependency: Rule = (condition) =>
  condition.dependencies.flatMap(({ dependency, name, version, deprecated }): Attention[] =>
    deprecated === null
      ? []
      : [
          {
            ...about(condition, 'soon'),
            kind: 'deprecated-dependency',
            reason: `depends on ${dependency.name} ${dependency.range}; its ${version} is deprecated.`,
            quote: deprecated,
            link: { label: name, href: packageHref(name) },
          },
        ],
  );

const deprecatedPackage: Rule = (condition) => {
  const { latest, line } = condition;
  if (latest.deprecated === null || line === undefined || line.downloads < LEAST_DOWNLOADS) return [];
  return [
    {
      ...about(condition, 'soon'),
      kind: 'deprecated-package',
      reason: `is deprecated and was still downloaded ${times(line.downloads)} in 30 days.`,
      quote: latest.deprecated,
      link: ownLink(condition),
    },
  ];
};

const fallingDownloads: Rule = (condition) => {
  const { latest, line } = condition;
  if (line === undefined || line.trend === null || latest.deprecated !== null) return [];
  if (line.trend >= FALLING || line.downloads < LEAST_DOWNLOADS) return [];
  return [
    {
      ...about(condition, 'soon'),
      kind: 'falling-downloads',
      reason: `lost ${Math.round(-line.trend * 100)}${THIN_SPACE}% of its downloads in four weeks, to ${formatCompact(fromNumber(line.downloads))} in 30 days.`,
      quote: null,
      link: { label: 'Downloads', href: packageHref(condition.name) },
    },
  ];
};

/** Old releases that advisories speak of, while the latest is fine: deprecating them tells those who still have them. */
const vulnerableReleases: Rule = (condition) => {
  const { name, vulnerableReleases: releases, advisories } = condition;
  if (advisories.length > 0) return [];
  const open = releases.filter(({ version }) => isOpen(condition, version));
  const [newest] = open;
  const all = [...new Map(open.flatMap((one) => one.advisories).map((one) => [one.id, one])).values()];
  const worst = worstAdvisory(all);
  if (newest === undefined || worst === undefined) return [];
  const which =
    open.length === 1
      ? `one older release, ${newest.version},`
      : `${open.length} older releases, up to ${newest.version},`;
  return [
    {
      ...about(condition, 'someday'),
      kind: 'vulnerable-releases',
      reason: `has ${which} with ${countAdvisories(all)} and no deprecation that warns of ${open.length === 1 ? 'it' : 'them'}.`,
      quote: worst.title,
      link: advisoryLink(worst, name),
    },
  ];
};

const longWithoutRelease: Rule = (condition, now) => {
  const { facts, latest, line } = condition;
  if (latest.deprecated !== null || line === undefined || line.downloads < LEAST_DOWNLOADS) return [];
  const moments = facts.versions.flatMap(({ publishedAt }) => {
    const at = publishedAt === null ? Number.NaN : Date.parse(publishedAt);
    return Number.isNaN(at) ? [] : [at / 1000];
  });
  if (moments.length === 0) return [];
  const years = (toUnixSeconds(now) - Math.max(...moments)) / YEAR_SECONDS;
  if (years < LONG_YEARS) return [];
  return [
    {
      ...about(condition, 'someday'),
      kind: 'long-without-release',
      reason: `has had no release for ${Math.floor(years)} years and was downloaded ${times(line.downloads)} in 30 days.`,
      quote: null,
      link: ownLink(condition),
    },
  ];
};

const RULES: readonly Rule[] = [
  vulnerableLatest,
  vulnerableDependency,
  deprecatedPackage,
  deprecatedDependency,
  fallingDownloads,
  vulnerableReleases,
  longWithoutRelease,
];

function about({ name, line }: PackageCondition, urgency: Urgency) {
  return { package: name, urgency, weight: line?.downloads ?? 0 };
}

/** A release that is deprecated has been dealt with: npm warns everybody who installs it. */
function isOpen({ facts }: PackageCondition, version: string): boolean {
  return facts.versions.find((one) => one.version === version)?.deprecated === null;
}

function ownLink({ name }: PackageCondition): Attention['link'] {
  return { label: 'Package', href: packageHref(name) };
}

function advisoryLink(advisory: Advisory, name: string): Attention['link'] {
  return advisory.url === null
    ? { label: name, href: packageHref(name) }
    : { label: 'Advisory', href: advisory.url };
}

function times(downloads: number): string {
  return `${formatCompact(fromNumber(downloads))} times`;
}
