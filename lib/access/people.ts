import { prismaFor } from '@/lib/db/prisma';
import { storableName } from '@/lib/db/storable-text';
import type { AccessContext } from './access-context';

/** Somebody as a way to sign in tells of them. */
export interface SignedIn {
  /** oidc, proxy, or the kind of the CI server. */
  way: string;
  /** By which the way knows the person again: for Drone and a proxy the login. */
  subject: string;
  login: string;
  name: string | null;
  /** Verified: lists of the environment may name them by these. */
  names: readonly string[];
  groups: readonly string[];
}

export interface StoredPerson {
  id: number;
  way: string;
  login: string;
  name: string | null;
  names: string[];
  groups: string[];
  role: string | null;
}

/** Who signs in again is the same person, with the names and groups that they have now. */
export async function rememberPerson(
  { pool, now }: AccessContext,
  { way, subject, login, name, names, groups }: SignedIn,
): Promise<StoredPerson> {
  const prisma = await prismaFor(pool);
  const facts = {
    login: storableName(login),
    name: storableName(name),
    names: names.map(one => storableName(one)),
    groups: groups.map(one => storableName(one)),
    lastSeenAt: now,
  };
  return prisma.accessPerson.upsert({
    where: { way_subject: { way, subject } },
    create: { way, subject, ...facts, createdAt: now },
    update: facts,
  });
}
