import { z } from 'zod';
import { ROLES } from './role';

export const roleSchema = z.enum(ROLES);

/** What an admin may set for somebody; `none`: gets in no longer. */
export const setRoleSchema = z.enum([...ROLES, 'none']);

export const scopeSchema = z.enum(['read', 'write', 'admin']);

export type Scope = z.infer<typeof scopeSchema>;
