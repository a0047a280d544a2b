import { HttpError } from '@shipstats/core';
import { parsePackageName } from '../names/package-name.ts';
import { parseUserName } from '../names/user-name.ts';
import type { Followed } from './follow.ts';

/** Reads the name of a package or a user, to be followed. @throws HttpError 400 for what is none, with the reason */
export function parseFollowedName(kind: Followed['kind'], text: string): string {
  const parsed = kind === 'package' ? parsePackageName(text) : parseUserName(text);
  if (parsed.kind === 'invalid') throw new HttpError(400, parsed.reason);
  return parsed.name;
}
