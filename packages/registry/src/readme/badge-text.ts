import { decodeUri } from '../names/decode-uri.ts';

/** Hosts whose images say a few words about a project; https://github.com/badges/awesome-badges */
const BADGE_HOSTS =
  /(^|\.)(shields\.io|badgen\.net|badge\.fury\.io|badges\.gitter\.im|travis-ci\.(org|com)|codecov\.io|coveralls\.io|david-dm\.org|snyk\.io|nodei\.co|packagephobia\.(com|now\.sh)|bundlephobia\.com|circleci\.com|ci\.appveyor\.com|deepscan\.io|codeclimate\.com|codacy\.com|isitmaintained\.com|githubbadges\.com|inch-ci\.org|badge\.fury\.io|saucelabs\.com|sonarcloud\.io|securityscorecards\.dev|scorecard\.dev|bestpractices\.dev|jsdelivr\.com|runkitcdn\.com|netlify\.com|gitpod\.io|badge\.socket\.dev|deps\.rs|re-run\.dev|greenkeeper\.io)$/;

/** Whether an image is a badge, by its address. */
export function isBadge(url: URL): boolean {
  return BADGE_HOSTS.test(url.hostname) || /\bbadges?\b|\bshield\b/i.test(url.pathname);
}

/** What a badge says, from its address: `…/badge/build-passing-green.svg` says `build passing`. */
export function badgeText(url: URL): string | undefined {
  const [, path] = /^\/(?:static\/v1\/)?badge\/(.+?)(\.svg)?$/.exec(url.pathname) ?? [];
  if (path !== undefined && /(^|\.)(shields\.io|badgen\.net)$/.test(url.hostname)) {
    const parts = (decodeUri(path) ?? path).replaceAll('--', '\0').replaceAll('__', '\u0001').split(/[-/]/);
    // The last is the colour.
    const words = (parts.length > 1 ? parts.slice(0, -1) : parts).join(' ').replaceAll('_', ' ');
    return words.replaceAll('\0', '-').replaceAll('\u0001', '_').trim() || undefined;
  }
  const label = url.searchParams.get('label')?.trim();
  return label ? label.slice(0, 80) : undefined;
}
