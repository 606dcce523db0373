import { GIT_URL } from './recipes/common-steps';
import type { WireRepo, WireUser } from './wire';

export interface DemoUser {
  user: WireUser;
  /** Whether the source code host gave this user rights on a repository; machines have none anywhere. */
  mayRead(repo: WireRepo): boolean;
}

/** Tokens of the demo; any other is no error but a guest. */
export interface DemoTokens {
  /** A machine user with admin rights: sees everything, but owns no repository. */
  admin: 'demo-admin';
  /** A person who is an admin and has rights on every repository. */
  human: 'demo-human';
  /** A person of the storefront team, no admin. */
  member: 'demo-member';
}

export const TOKENS: DemoTokens = { admin: 'demo-admin', human: 'demo-human', member: 'demo-member' };

function userOf(id: number, login: string, rest: Partial<WireUser>): WireUser {
  return {
    id,
    login,
    email: `${login}@lantern-goods.example`,
    machine: false,
    admin: false,
    active: true,
    avatar: `${GIT_URL}/avatars/${id}`,
    syncing: false,
    synced: 1_700_000_000 + id,
    created: 1_690_000_000 + id,
    updated: 1_690_000_000 + id,
    last_login: 1_700_000_000 + id,
    ...rest,
  };
}

const USERS: ReadonlyMap<string, DemoUser> = new Map([
  [
    TOKENS.admin,
    {
      user: userOf(9, 'buildhours', {
        machine: true,
        admin: true,
        email: '',
        avatar: '',
        synced: 0,
        last_login: 0,
      }),
      mayRead: () => false,
    },
  ],
  [TOKENS.human, { user: userOf(2, 'sabine-kuehl', { admin: true }), mayRead: () => true }],
  [
    TOKENS.member,
    { user: userOf(5, 'rui-valadares', {}), mayRead: (repo: WireRepo) => repo.namespace === 'storefront' },
  ],
]);

/** Whoever a request comes from; null is a guest, be it without a token or with a wrong one. */
export function userOfRequest(authorization: string | undefined, query: URLSearchParams): DemoUser | null {
  const token =
    authorization === undefined ? query.get('access_token') : authorization.replace(/^Bearer /, '');
  return token === null ? null : (USERS.get(token) ?? null);
}
