import { HttpError } from '@shipstats/core';
import { parsePackageSpec } from '@shipstats/registry';
import { specPart } from '../box/read-box.ts';
import { decodePart, packageHref } from '../package-path.ts';

export const PACKAGE_TABS = ['readme', 'versions', 'dependencies', 'advisories'] as const;
export type PackageTab = (typeof PACKAGE_TABS)[number];

/** What the address of a package page says before its `?`. */
export interface PackageAddress {
  readonly name: string;
  /** A version or a tag; undefined for the latest. */
  readonly spec: string | undefined;
  /** The one way to write it; others lead there. */
  readonly path: string;
}

/**
 * Reads `/pkg:name[@spec]`, and what else is usual: `/package/name`, `/package/name/v/1.2.3`, a slash written `%2F`.
 *
 * @throws HttpError 400 for what is no name, no version and no tag
 */
export function readPackageAddress(pathname: string): PackageAddress {
  const rest = decodePart(pathname.replace(/^\/(?:pkg:|package\/)/, '')).replace(/\/+$/, '');
  const parsed = parsePackageSpec(rest.replace(/\/v\/([^/]+)$/, '@$1'));
  if (parsed.kind === 'invalid') {
    throw new HttpError(
      400,
      parsed.reason,
      'Names look like "react" or "@babel/core", with a version "react@18.2.0".',
    );
  }
  const { name, spec } = parsed;
  return { name, spec, path: packageHref(name) + specPart(spec) };
}

/** The address of one part of the page: what is usual is left out of it. */
export function packagePartHref(
  { name, spec }: Pick<PackageAddress, 'name' | 'spec'>,
  part: { readonly tab?: PackageTab; readonly range?: string } = {},
): string {
  const params = new URLSearchParams();
  if (part.tab !== undefined && part.tab !== 'readme') params.set('tab', part.tab);
  if (part.range !== undefined && part.range !== DEFAULT_RANGE) params.set('range', part.range);
  const search = params.size === 0 ? '' : `?${params}`;
  return packageHref(name) + specPart(spec) + search;
}

/** @throws HttpError 400 for a part that the page has not */
export function readTab(text: string | undefined): PackageTab {
  const tab = PACKAGE_TABS.find((one) => one === (text || 'readme'));
  if (tab !== undefined) return tab;
  throw new HttpError(
    400,
    `There is no part ${JSON.stringify(text)}.`,
    `Use one of ${PACKAGE_TABS.join(', ')}.`,
  );
}

/** What the chart spans where the address does not say. */
export const DEFAULT_RANGE = '4m';
