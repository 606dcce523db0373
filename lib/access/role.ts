import { z } from 'zod';
import type { RoleLists } from '@/lib/access-variables';

/** What people may do, from the least to the most. */
const ROLES = ['viewer', 'editor', 'admin'] as const;

export const roleSchema = z.enum(ROLES);

export type Role = z.infer<typeof roleSchema>;

/** What an admin may set for somebody; `none`: gets in no longer. */
export const setRoleSchema = z.enum([...ROLES, 'none']);

/** What an API token may do at most, by the role that may do the same. */
export const SCOPES = { read: 'viewer', write: 'editor', admin: 'admin' } as const satisfies Record<
  string,
  Role
>;

export const scopeSchema = z.enum(['read', 'write', 'admin']);

export type Scope = z.infer<typeof scopeSchema>;

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
  const set = setRoleSchema.safeParse(person.role);
  if (set.success) return set.data === 'none' ? null : set.data;
  if (isIn(lists.adminGroups)) return 'admin';
  if (isNamed(lists.editors) || isIn(lists.editorGroups)) return 'editor';
  const areAllViewers = lists.viewers.length === 0 && lists.viewerGroups.length === 0;
  return areAllViewers || isNamed(lists.viewers) || isIn(lists.viewerGroups) ? 'viewer' : null;
}
