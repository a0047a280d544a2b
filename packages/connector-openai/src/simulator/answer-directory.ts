import { ApiError, badRequest } from './api-error.ts';
import type { Params } from './parse-query.ts';
import type { Member, Project, ProjectKey, World } from './world.ts';

/** An object of a listing: it has an id, and its JSON is written as it is. */
interface Entry {
  readonly id: string;
}

/** Answers the listings of names: the path after `/organization/`; null when it names none of them. */
export function answerDirectory(world: World, path: string, params: Params): string | null {
  const [head, id, tail] = path.split('/');
  if (head === 'admin_api_keys' && id === undefined) return list([adminKey(world)], params);
  if (head === 'users') {
    if (tail !== undefined) return null;
    if (id === undefined) return list(users(world, params), params);
    return one(
      world.members.find((member) => member.id === id),
      id,
      user,
    );
  }
  if (head !== 'projects') return null;
  if (id === undefined) return list(projects(world, params), params);
  const found = world.projects.find((project) => project.id === id);
  if (found === undefined) throw notFound(id);
  switch (tail) {
    case undefined:
      return JSON.stringify(project(found));
    case 'api_keys':
      return list(keys(world, found, params), params);
    case 'users':
      return list(members(world, found, false).map(projectUser), params);
    case 'service_accounts':
      return list(members(world, found, true).map(serviceAccount), params);
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
function projects(world: World, params: Params): Entry[] {
  const withArchived = params.get('include_archived')?.[0] === 'true';
  return world.projects.filter((each) => withArchived || each.archivedAt === null).map(project);
}

function project({ id, name, createdAt, archivedAt }: Project) {
  return {
    id,
    object: 'organization.project',
    name,
    created_at: createdAt,
    archived_at: archivedAt,
    status: archivedAt === null ? 'active' : 'archived',
  };
}

function users(world: World, params: Params): Entry[] {
  const emails = params.get('emails');
  return world.members
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

function members(world: World, { memberIds }: Project, isServiceAccount: boolean): Member[] {
  return world.members.filter(
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
function keys(world: World, { id }: Project, params: Params): Entry[] {
  const access = params.get('owner_project_access')?.[0] ?? 'active';
  return world.keys
    .filter((key) => key.projectId === id && !key.isDeleted)
    .filter((key) => access === 'any' || key.ownerProjectAccess === access)
    .map((key) => projectKey(world, key));
}

function projectKey(world: World, key: ProjectKey) {
  const owner = world.members.find((member) => member.id === key.ownerId);
  const facts = {
    id: key.ownerId,
    name: owner?.name ?? key.ownerId,
    created_at: owner?.addedAt ?? key.createdAt,
  };
  return {
    object: 'organization.project.api_key',
    redacted_value: `sk-proj-***${key.id.slice(-3)}`,
    name: key.name,
    created_at: key.createdAt,
    last_used_at: null,
    id: key.id,
    owner_project_access: key.ownerProjectAccess,
    owner: owner?.isServiceAccount
      ? { type: 'service_account', service_account: { ...facts, role: 'member' } }
      : { type: 'user', user: { ...facts, email: owner?.email ?? '', role: 'member' } },
  };
}

function adminKey(world: World) {
  const [owner] = world.members;
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
