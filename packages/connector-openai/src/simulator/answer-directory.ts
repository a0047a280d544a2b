import { ApiError, badRequest } from './api-error.ts';
import type { Directory, ListedKey, ListedProject } from './directory.ts';
import type { Params } from './parse-query.ts';
import type { Member } from './world.ts';

/** An object of a listing: it has an id, and its JSON is written as it is. */
interface Entry {
  readonly id: string;
}

/** Answers the listings of names: the path after `/organization/`; null when it names none of them. */
export function answerDirectory(directory: Directory, path: string, params: Params): string | null {
  const [head, id, tail] = path.split('/');
  if (head === 'admin_api_keys' && id === undefined) return list([adminKey(directory)], params);
  if (head === 'users') {
    if (tail !== undefined) return null;
    if (id === undefined) return list(users(directory, params), params);
    return one(
      directory.members.find((member) => member.id === id),
      id,
      user,
    );
  }
  if (head !== 'projects') return null;
  if (id === undefined) return list(projects(directory, params), params);
  const found = directory.projects.find((project) => project.id === id);
  if (found === undefined) throw notFound(id);
  switch (tail) {
    case undefined:
      return JSON.stringify(project(found));
    case 'api_keys':
      return list(keys(directory, found, params), params);
    case 'users':
      return list(members(directory, found, false).map(projectUser), params);
    case 'service_accounts':
      return list(members(directory, found, true).map(serviceAccount), params);
    default:
      return null;
  }
}

function list(all: readonly Entry[], params: Params): string {
  const text = params.get('limit')?.[0] ?? '20';
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw badRequest(
      `Invalid 'limit': expected an integer from 1 to 100, but got '${text}'.`,
      'limit',
      'invalid_value',
    );
  }
  const after = params.get('after')?.[0];
  const at = after === undefined ? -1 : all.findIndex((entry) => entry.id === after);
  if (after !== undefined && at === -1)
    throw badRequest(`No object with id '${after}'.`, 'after', 'invalid_value');
  const data = all.slice(at + 1, at + 1 + limit);
  return JSON.stringify({
    object: 'list',
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: at + 1 + limit < all.length,
  });
}

function one<T>(found: T | undefined, id: string, write: (found: T) => Entry): string {
  if (found === undefined) throw notFound(id);
  return JSON.stringify(write(found));
}

function notFound(id: string): ApiError {
  return new ApiError(404, {
    message: `No such object: ${id}`,
    type: 'invalid_request_error',
    param: null,
    code: 'not_found',
  });
}

/** Archived projects are left out unless asked for. */
function projects(directory: Directory, params: Params): Entry[] {
  const withArchived = params.get('include_archived')?.[0] === 'true';
  return directory.projects.filter((each) => withArchived || each.archivedAt === null).map(project);
}

function project({ id, name, createdAt, archivedAt }: ListedProject) {
  return {
    id,
    object: 'organization.project',
    name,
    created_at: createdAt,
    archived_at: archivedAt,
    status: archivedAt === null ? 'active' : 'archived',
  };
}

function users(directory: Directory, params: Params): Entry[] {
  const emails = params.get('emails');
  return directory.members
    .filter((member) => emails === undefined || (member.email !== null && emails.includes(member.email)))
    .map(user);
}

function user({ id, name, email, isServiceAccount, addedAt }: Member) {
  return {
    object: 'organization.user',
    id,
    name,
    email,
    role: isServiceAccount ? 'reader' : 'owner',
    added_at: addedAt,
    is_service_account: isServiceAccount,
  };
}

function members(directory: Directory, { memberIds }: ListedProject, isServiceAccount: boolean): Member[] {
  return directory.members.filter(
    (member) => memberIds.includes(member.id) && member.isServiceAccount === isServiceAccount,
  );
}

function projectUser({ id, name, email, addedAt }: Member) {
  return { object: 'organization.project.user', id, name, email, role: 'member', added_at: addedAt };
}

function serviceAccount({ id, name, addedAt }: Member) {
  return { object: 'organization.project.service_account', id, name, role: 'member', created_at: addedAt };
}

/** Deleted keys are gone; keys without an active owner come only with `owner_project_access`. */
function keys(directory: Directory, { id }: ListedProject, params: Params): Entry[] {
  const access = params.get('owner_project_access')?.[0] ?? 'active';
  return directory.keys
    .filter((key) => key.projectId === id)
    .filter((key) => access === 'any' || key.ownerProjectAccess === access)
    .map(projectKey);
}

function projectKey({ owner, ...key }: ListedKey) {
  return {
    object: 'organization.project.api_key',
    redacted_value: `sk-proj-***${key.id.slice(-3)}`,
    name: key.name,
    created_at: key.createdAt,
    last_used_at: null,
    id: key.id,
    owner_project_access: key.ownerProjectAccess,
    owner: owner === null ? { type: 'user' } : keyOwner(owner),
  };
}

function keyOwner({ id, name, email, addedAt, isServiceAccount }: Member) {
  const facts = { id, name: name ?? '', created_at: addedAt, role: 'member' };
  return isServiceAccount
    ? { type: 'service_account', service_account: facts }
    : { type: 'user', user: { ...facts, email: email ?? '' } };
}

function adminKey(directory: Directory) {
  const [owner] = directory.members;
  return {
    object: 'organization.admin_api_key',
    id: 'key_admin_reporting',
    name: 'Usage reporting',
    redacted_value: 'sk-admin-***ted',
    created_at: owner?.addedAt ?? 0,
    expires_at: null,
    last_used_at: null,
    owner: {
      type: 'user',
      object: 'organization.user',
      id: owner?.id ?? '',
      name: owner?.name ?? '',
      created_at: owner?.addedAt ?? 0,
      role: 'owner',
    },
  };
}
