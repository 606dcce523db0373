import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { roleSchema } from './role-schemas';

const principalSchema = z.object({
  /** `open`: nobody is asked who they are. */
  via: z.enum(['open', 'session', 'token', 'proxy']),
  /** Null where everything is open. */
  person: z
    .object({ id: z.int(), way: z.string(), login: z.string(), name: z.string().nullable() })
    .nullable(),
  /** By which the person may be known in builds: verified by whoever signed them in. */
  names: z.array(z.string()),
  role: roleSchema,
  /** Of the session or API token by which the person came in. */
  credentialId: z.int().nullable(),
  /** Whether the CI server says which repositories the person sees (visible-repos.ts). */
  isLimited: z.boolean(),
});

/** Who sends a request, and what they may do. */
export type Principal = z.infer<typeof principalSchema>;

/** Where nobody is asked who they are. */
export const OPEN: Principal = {
  via: 'open',
  person: null,
  names: [],
  role: 'admin',
  credentialId: null,
  isLimited: false,
};

/** Written by check-access.ts alone: what comes with a request under this name is dropped there. */
export const PRINCIPAL_HEADER = 'x-buildhours-principal';

/** Of this process: nobody else can write the header, should a request ever get past that. */
const shared = globalThis as typeof globalThis & { buildhoursPrincipalKey?: Buffer };

function key(): Buffer {
  shared.buildhoursPrincipalKey ??= randomBytes(32);
  return shared.buildhoursPrincipalKey;
}

export function writePrincipal(principal: Principal): string {
  const text = Buffer.from(JSON.stringify(principal)).toString('base64url');
  return `${text}.${signatureOf(text).toString('base64url')}`;
}

/** @returns null when nobody is signed in, or somebody else wrote it */
export function readPrincipal(header: string | null): Principal | null {
  const [text = '', signature = ''] = (header ?? '').split('.');
  const given = Buffer.from(signature, 'base64url');
  const expected = signatureOf(text);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return principalSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
}

function signatureOf(text: string): Buffer {
  return createHmac('sha256', key()).update(text).digest();
}
