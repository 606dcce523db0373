'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { includesRole, type Role, type Who } from '@/lib/access/query';

/** What pages need to know of who is signed in. */
export interface Reader extends Pick<Who, 'role' | 'via' | 'isLimited'> {
  /** Null: nobody is asked. */
  person: Pick<NonNullable<Who['person']>, 'login' | 'name'> | null;
}

/** Nobody may do anything until it is told who they are. */
const Access = createContext<Reader | null>(null);

/** Hands who is signed in to everything below. */
export function AccessProvider({ who, children }: { who: Reader; children: ReactNode }) {
  return <Access value={who}>{children}</Access>;
}

/** Who is signed in. */
export function useWho(): Reader | null {
  return useContext(Access);
}

/** Whether what is made for the whole organisation may be shown. */
export function useSeesAll(): boolean {
  return useContext(Access)?.isLimited === false;
}

/** What may be shown as a button: the server decides, and refuses whatever it did not offer. */
export function useMayDo(): (takes: Role) => boolean {
  const who = useContext(Access);
  return takes => who !== null && includesRole(who.role, takes);
}

interface ForRoleProps {
  takes: Role;
  /** Whether it is made for the whole organisation: who sees some repositories alone is refused it, whatever their role. */
  isOfAll?: boolean;
  /** What the others get instead. */
  otherwise?: ReactNode;
  children: ReactNode;
}

/** What only some may do; the others are not offered it. */
export function ForRole({ takes, isOfAll = false, otherwise = null, children }: ForRoleProps) {
  const mayDo = useMayDo();
  const seesAll = useSeesAll();
  return mayDo(takes) && (seesAll || !isOfAll) ? children : otherwise;
}
