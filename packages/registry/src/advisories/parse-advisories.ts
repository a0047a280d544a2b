import { ConnectorError } from '@shipstats/core';
import { asObject } from '../packument/plain-object.ts';
import { toPlainText } from '../packument/plain-text.ts';
import { toWebLink } from '../packument/web-link.ts';
import type { Advisory, Severity } from './advisory.ts';

const SEVERITIES: readonly Severity[] = ['info', 'low', 'moderate', 'high', 'critical'];
/** More than any package has. */
const MAX_ADVISORIES = 500;

/**
 * Reads an answer of the bulk service: `{name: [{id, title, severity, …}]}`, for the packages that were asked for.
 *
 * https://github.com/npm/api-documentation, `audit.yaml`
 *
 * @throws ConnectorError where it is something else
 */
export function parseAdvisories(
  body: unknown,
  names: readonly string[],
): ReadonlyMap<string, readonly Advisory[]> {
  const answer = asObject(body);
  if (answer === undefined) throw notAdvisories();
  return new Map(
    names.map((name) => {
      const list = Object.hasOwn(answer, name) ? answer[name] : [];
      if (!Array.isArray(list)) throw notAdvisories();
      return [name, list.slice(0, MAX_ADVISORIES).flatMap((each) => toAdvisory(each) ?? [])];
    }),
  );
}

function notAdvisories(): ConnectorError {
  return new ConnectorError("npm's advisory service answered something else than advisories.", {
    code: 'bad-response',
  });
}

function toAdvisory(value: unknown): Advisory | undefined {
  const advisory = asObject(value);
  if (advisory === undefined) return undefined;
  const { id, title, severity, url, vulnerable_versions: range } = advisory;
  const link = toWebLink(url);
  return {
    id: toPlainText(typeof id === 'number' ? String(id) : id, 100) ?? link ?? 'unknown',
    title: toPlainText(title, 300) ?? 'An advisory without a title',
    // A word of npm's that is not known here is no reason to play it down.
    severity: SEVERITIES.find((each) => each === severity) ?? 'high',
    url: link?.startsWith('https:') ? link : null,
    vulnerableVersions: toPlainText(range, 1_000) ?? '*',
  };
}
