import semver from 'semver';
import { DAY_MS, parseDay } from '../base/day.ts';
import { type Answer, type Asked, jsonAnswer } from '../wire/answer.ts';
import { advisories } from '../world/advisories.ts';

/** Answers `POST /-/npm/v1/security/advisories/bulk`: `{name: [version, …]}`. */
export async function answerAdvisories(asked: Asked, now: number): Promise<Answer> {
  if (asked.method !== 'POST') return jsonAnswer(405, { error: 'Method Not Allowed' });
  let wanted: unknown;
  try {
    wanted = JSON.parse((await asked.body()).toString());
  } catch {
    // SyntaxError or a broken archive: no such body.
    return jsonAnswer(400, { error: 'Bad Request' });
  }
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
    return jsonAnswer(400, { error: 'Bad Request' });
  const found: [string, object[]][] = [];
  for (const [name, versions] of Object.entries(wanted)) {
    if (!Array.isArray(versions)) return jsonAnswer(400, { error: 'Bad Request' });
    const own = advisories.filter(
      (each) =>
        each.package === name &&
        parseDay(each.since) * DAY_MS <= now &&
        versions.some((version) =>
          semver.satisfies(String(version), each.vulnerableVersions, { includePrerelease: true }),
        ),
    );
    if (own.length === 0) continue;
    found.push([
      name,
      own.map((each) => ({
        id: each.id,
        url: `https://github.com/advisories/${each.ghsa}`,
        title: each.title,
        severity: each.severity,
        vulnerable_versions: each.vulnerableVersions,
        cwe: each.cwe,
        cvss: { score: each.score, vectorString: each.vector === '' ? null : each.vector },
      })),
    ]);
  }
  return jsonAnswer(200, Object.fromEntries(found));
}
