import { z } from 'zod';
import { roleSchema, scopeSchema, setRoleSchema } from './role-schemas';

const personSchema = z.object({
  id: z.int(),
  login: z.string(),
  name: z.string().nullable(),
  way: z.string().describe('oidc, proxy, or the kind of the CI server'),
});

/** Who is signed in. */
export const whoSchema = z.object({
  person: personSchema.nullable().describe('Null: everything is open, and nobody is asked'),
  role: roleSchema,
  via: z.enum(['open', 'session', 'token', 'proxy']),
  isLimited: z.boolean().describe('Whether the CI server says which repositories they see'),
});

export type Who = z.infer<typeof whoSchema>;

export const accessAnswerSchema = z.object({
  mode: z
    .enum(['local', 'open', 'sign-in', 'closed'])
    .describe('local: open, and reached from this machine alone; open: the same for whoever reaches it'),
  ways: z.array(z.string()).describe('How people sign in, in words'),
  who: whoSchema,
  people: z.array(
    z.object({
      ...personSchema.shape,
      role: roleSchema.nullable().describe('Null: gets in no longer'),
      setRole: setRoleSchema.nullable().describe('By an admin; null: as lists and groups say'),
      isListedAdmin: z.boolean().describe('Named by ADMINS, which holds whatever is set'),
      groups: z.array(z.string()),
      lastSeenAt: z.iso.datetime(),
    }),
  ),
  sessions: z.array(
    z.object({
      id: z.int(),
      login: z.string(),
      createdAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime(),
      endsAt: z.iso.datetime().describe('Unless it is used again before'),
      isThis: z.boolean(),
    }),
  ),
  tokens: z.array(
    z.object({
      id: z.int(),
      login: z.string().describe('Of its owner'),
      name: z.string(),
      scope: scopeSchema,
      createdAt: z.iso.datetime(),
      lastUsedAt: z.iso.datetime().nullable().describe('Null: never'),
    }),
  ),
});

export type AccessAnswer = z.infer<typeof accessAnswerSchema>;

export const signInSchema = z.strictObject({
  token: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(500, 'is longer than any token')
    .describe('A personal token of the CI server'),
});

export const signedOutSchema = z.object({ signedOut: z.boolean() });

export const tokenDraftSchema = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(100, 'has more than 100 characters')
    .describe('What it is for'),
  scope: scopeSchema.default('read'),
});

export const newTokenSchema = z.object({
  id: z.int(),
  token: z.string().describe('Shown once: only its hash is stored'),
});

export const personEditSchema = z.strictObject({
  role: setRoleSchema.nullable().describe('none: gets in no longer; null: as lists and groups say'),
});

export const doneSchema = z.object({ id: z.int() });
