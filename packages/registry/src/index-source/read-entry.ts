import { asObject } from '../packument/plain-object.ts';
import { type DocumentField, fieldOf, type ToDocument, toDocument } from './to-document.ts';

/**
 * One entry of a JSON list as text: a name, `["name", 123]`, `{"name": …, "downloads": …}`; or, of an object with a
 * package a key, `"name": 123` and `"name": {"downloads": …}`.
 */
export function readEntry(text: string, isMember = false): ToDocument {
  let value: unknown;
  try {
    value = JSON.parse(isMember ? `{${text}}` : text);
  } catch {
    return { kind: 'bad', reason: 'is no JSON' };
  }
  if (!isMember) return toDocument(toRecord(value));
  const [name, about] = Object.entries(value as object)[0] ?? []; // braces were put around it
  return toDocument({ ...(asObject(about) === undefined ? { downloads: about } : toRecord(about)), name });
}

function toRecord(value: unknown): Partial<Record<DocumentField, unknown>> {
  if (typeof value === 'string') return { name: value };
  if (Array.isArray(value)) return { name: value[0], downloads: value[1] };
  const record: Partial<Record<DocumentField, unknown>> = {};
  for (const [key, each] of Object.entries(asObject(value) ?? {})) {
    const field = fieldOf(key);
    if (field !== null) record[field] ??= each;
  }
  return record;
}
