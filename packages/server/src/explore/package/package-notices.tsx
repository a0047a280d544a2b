import { formatAgo, formatDay, toUnixSeconds } from '@shipstats/core';
import { affects, nameWarning, type ServiceState } from '@shipstats/registry';
import { Notice } from '../../ui/index.ts';
import { packageHref } from '../package-path.ts';
import { plainText } from '../plain-text.ts';
import { type PackageAddress, packagePartHref } from './package-address.ts';
import type { PackageView } from './read-package.ts';

interface PackageNoticesProps {
  readonly view: PackageView;
  readonly address: PackageAddress;
  readonly downloads: ServiceState;
  readonly now: Date;
}

/** What to know before reading on: about the package first, then what of it could not be had. */
export function PackageNotices({ view, address, downloads, now }: PackageNoticesProps) {
  const { facts, version, advisories, provenance, isReading, line } = view;
  const latest = facts.distTags.latest;
  const warning = nameWarning(facts.name);
  const ago = (iso: string) => formatAgo(Math.floor(Date.parse(iso) / 1000), toUnixSeconds(now));
  const open =
    advisories.kind === 'known' ? advisories.value.filter((one) => affects(one, version.version)) : [];
  return (
    <div class="notices">
      {facts.status === 'security-placeholder' ? (
        <Notice kind="error" title="npm took this package down for security reasons">
          <p>
            What stands here is an empty placeholder. Do not install it; if you have, look at what it did.
          </p>
        </Notice>
      ) : null}
      {version.deprecated === null ? null : (
        <Notice
          kind="warn"
          title={version.version === latest ? 'This package is deprecated' : 'This version is deprecated'}
        >
          <p>{plainText(version.deprecated, 500)}</p>
        </Notice>
      )}
      {open.length > 0 ? (
        <Notice
          kind="error"
          title={
            open.length === 1
              ? 'This version has an open advisory'
              : `This version has ${open.length} open advisories`
          }
        >
          <p>
            {open.map((one) => `${one.severity}: ${plainText(one.title, 160)}`).join('; ')}.{' '}
            <a href={`${packagePartHref(address, { tab: 'advisories' })}#parts`}>Advisories</a>
          </p>
        </Notice>
      ) : null}
      {warning === null ? null : (
        <Notice kind="warn" title="Look at the name">
          <p>{warning}</p>
        </Notice>
      )}
      {latest !== undefined && version.version !== latest ? (
        <Notice kind="info" title={`You look at ${version.version}; the latest is ${latest}`}>
          <p>
            Downloads below are of the whole package: npm counts no history by version.{' '}
            <a href={packageHref(facts.name)}>Go to the latest</a>
            {address.spec !== undefined && address.spec !== version.version
              ? ` · the tag ${address.spec}`
              : ''}
          </p>
        </Notice>
      ) : null}
      {facts.isStale ? (
        <Notice kind="warn" title="The registry is not answering">
          <p>Facts are as of {ago(facts.asOf)}.</p>
        </Notice>
      ) : null}
      {downloads.status === 'failing' || downloads.status === 'limited' || downloads.status === 'off' ? (
        <Notice kind="warn" title={downloads.message ?? 'npm’s downloads service is not answering.'}>
          <p>
            {line === undefined
              ? 'How often this package is downloaded is unknown until it does.'
              : line.from === 'store'
                ? `Counts are as of ${formatDay(line.through, { year: true })}.`
                : `The number below is ${line.from === 'index' ? 'from a list of' : 'what npm’s search said on'} ${formatDay(line.through, { year: true })}.`}
          </p>
        </Notice>
      ) : isReading && view.downloads !== null ? (
        <Notice kind="info" title="Reading older days from npm">
          <p>
            At the pace that npm allows: what is not there yet is unknown, not zero.{' '}
            <a href={view.here}>Look again</a>
          </p>
        </Notice>
      ) : null}
      {advisories.kind === 'unknown' && advisories.reason !== 'pending' ? (
        <Notice kind="warn" title="Advisories are unknown">
          <p>{advisories.message} That none are shown does not mean that there are none.</p>
        </Notice>
      ) : null}
      {version.hasProvenance && provenance.kind === 'unknown' && provenance.reason !== 'pending' ? (
        <Notice kind="info" title="Provenance is attested, but cannot be read now">
          <p>{provenance.message}</p>
        </Notice>
      ) : null}
    </div>
  );
}
