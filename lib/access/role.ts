import type { RoleLists } from '@/lib/access-variables';

/** What people may do, from the least to the most. */
export const ROLES = ['viewer', 'editor', 'admin'] as const;

export type Role = (typeof ROLES)[number];

/** What an API token may do at most, by the role that may do the same. */
export const SCOPES = { read: 'viewer', write: 'editor', admin: 'admin' } as const satisfies Record<
  string,
  Role
>;

/** Whether a role holds all that another one may do. */
export function includesRole(role: Role, asked: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(asked);
}

export function lowerRole(a: Role, b: Role): Role {
  return includesRole(a, b) ? b : a;
}

interface Roled {
  /** Verified by whoever signed the person in. */
  names: readonly string[];
  groups: readonly string[];
  /** Set by an admin. */
  role: string | null;
}

/**
 * ADMINS come first, so that nobody can lock them out; then what an admin has set; then the highest of lists and groups.
 * Where neither VIEWERS nor VIEWER_GROUPS is set, whoever can sign in is a viewer.
 *
 * @returns null: gets in no longer, or not at all
 */
export function roleOf(person: Roled, lists: RoleLists): Role | null {
  const names = person.names.map(name => name.toLowerCase());
  const isNamed = (list: readonly string[]) => list.some(name => names.includes(name.toLowerCase()));
  const isIn = (list: readonly string[]) => list.some(group => person.groups.includes(group));
  if (isNamed(lists.admins)) return 'admin';
  if (person.role === 'none') return null;
  const set = ROLES.find(role => role === person.role);
  if (set !== undefined) return set;
  if (isIn(lists.adminGroups)) return 'admin';
  if (isNamed(lists.editors) || isIn(lists.editorGroups)) return 'editor';
  const areAllViewers = lists.viewers.length === 0 && lists.viewerGroups.length === 0;
  return areAllViewers || isNamed(lists.viewers) || isIn(lists.viewerGroups) ? 'viewer' : null;
}
