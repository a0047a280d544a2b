import type { NameRow } from './options.ts';
import type { Member, Project, ProjectKey, World } from './world.ts';

/** Who and what there is at a moment, under the names of that moment. */
export interface Directory {
  readonly projects: readonly ListedProject[];
  /** People and service accounts. */
  readonly members: readonly Member[];
  readonly keys: readonly ListedKey[];
}

/** A project as it is at a moment. */
export interface ListedProject extends Omit<Project, 'formerly'> {
  /** Null until it is archived. */
  readonly archivedAt: number | null;
}

/** A key as it is at a moment. */
export interface ListedKey extends Omit<ProjectKey, 'deletedAt' | 'ownerLeftAt'> {
  /** Null when the owner is gone: nobody's. */
  readonly owner: Member | null;
  /** Whether the owner may still use the project. Other keys are missing from the default listing. */
  readonly ownerProjectAccess: 'active' | 'inactive';
}

/** The directory at a moment (milliseconds): renamed, archived, removed and deleted as far as it has happened by then. */
export function directoryAt(world: World, nowMs: number): Directory {
  const now = Math.floor(nowMs / 1000);
  const isOver = (moment: number | null) => moment !== null && moment <= now;
  const members = world.members.filter((member) => member.addedAt <= now && !isOver(member.removedAt));
  const present = new Map(members.map((member) => [member.id, member]));
  return {
    projects: world.projects
      .filter((project) => project.createdAt <= now)
      .map(({ formerly, ...project }) => ({
        ...project,
        name: formerly !== null && nowMs < formerly.untilMs ? formerly.name : project.name,
        archivedAt: isOver(project.archivedAt) ? project.archivedAt : null,
        memberIds: project.memberIds.filter((id) => present.has(id)),
      })),
    members,
    keys: world.keys
      .filter((key) => key.createdAt <= now && !isOver(key.deletedAt))
      .map(({ deletedAt: _, ownerLeftAt, ...key }) => {
        const owner = present.get(key.ownerId) ?? null;
        const isActive = owner !== null && !isOver(ownerLeftAt);
        return { ...key, owner, ownerProjectAccess: isActive ? 'active' : 'inactive' };
      }),
  };
}

/** The name of everything in a directory: what a client gets to know that asks for all there is. */
export function namesOf({ projects, members, keys }: Directory): NameRow[] {
  return [
    ...projects.map(({ id, name, archivedAt }): NameRow => {
      return { kind: 'project', id, name, isArchived: archivedAt !== null };
    }),
    ...members.map(({ id, name, isServiceAccount }): NameRow => {
      return { kind: isServiceAccount ? 'service_account' : 'user', id, name, isArchived: false };
    }),
    ...keys.map(({ id, name }): NameRow => ({ kind: 'api_key', id, name, isArchived: false })),
  ];
}
