import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { HOUR_MS } from '@/lib/time/units';

/** A provider of OpenID Connect, as it is found by discovery. */
export interface OidcOptions {
  issuer: URL;
  clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  clientSecret: string | null;
  scope: string;
  groupsClaim: string;
  /** As people know it; stands on the button. */
  name: string;
}

/** A reverse proxy that has signed people in already. */
export interface TrustedProxyOptions {
  /** Addresses and networks in CIDR notation, as in 10.0.0.0/8. */
  addresses: readonly string[];
  /** Lower case. */
  userHeader: string;
  /** Lower case; null: people have no groups. */
  groupsHeader: string | null;
}

/** Who has which role, by name or by group of whoever signed them in. */
export interface RoleLists {
  admins: readonly string[];
  editors: readonly string[];
  viewers: readonly string[];
  adminGroups: readonly string[];
  editorGroups: readonly string[];
  viewerGroups: readonly string[];
}

/** How people get in. */
export interface AccessOptions {
  /**
   * `local`: everything is open, and only this machine reaches it; `open`: the same for whoever reaches it, since
   * ACCESS=open says so; `closed`: no way in was set, and nobody gets in.
   */
  mode: 'local' | 'open' | 'sign-in' | 'closed';
  oidc: OidcOptions | null;
  /** By a personal token of the CI server. */
  byCiToken: boolean;
  trustedProxy: TrustedProxyOptions | null;
  roles: RoleLists;
  sessionIdleMs: number;
  sessionMaxMs: number;
}

/** What `.env.example` says of who gets in. */
export const accessShape = {
  ACCESS: z.enum(['open'], { error: 'can only be open; leave it out and set a way to sign in' }).optional(),
  OIDC_ISSUER: z
    .string()
    .trim()
    .refine(isIssuer, {
      error: 'is no issuer: it must look like https://login.example.com/realms/company, without ? and #',
    })
    .optional(),
  OIDC_CLIENT_ID: words().optional(),
  OIDC_CLIENT_SECRET: words().optional(),
  OIDC_SCOPE: words()
    .refine(scope => scope.split(' ').includes('openid'), { error: 'must contain openid' })
    .default('openid profile email'),
  OIDC_GROUPS_CLAIM: words().default('groups'),
  OIDC_NAME: words().default('single sign-on'),
  TRUSTED_PROXIES: list().refine(all => all.every(isAddressOrNetwork), {
    error: 'must hold addresses or networks with commas between them, such as 10.0.0.5,192.168.0.0/24',
  }),
  PROXY_USER_HEADER: headerName().optional(),
  PROXY_GROUPS_HEADER: headerName().optional(),
  ADMINS: list(),
  EDITORS: list(),
  VIEWERS: list(),
  ADMIN_GROUPS: list(),
  EDITOR_GROUPS: list(),
  VIEWER_GROUPS: list(),
  SESSION_IDLE_HOURS: hours(48),
  SESSION_MAX_HOURS: hours(168),
} as const;

type AccessVariables = z.infer<z.ZodObject<typeof accessShape>>;

interface Around {
  host: string;
  publicUrl: string | null;
  /** Whether the variables of the CI server say that its tokens sign in. */
  byCiToken: boolean;
}

/** @throws AccessProblems naming all that does not go together */
export function readAccess(v: AccessVariables, around: Around): AccessOptions {
  const problems = problemsOf(v, around);
  if (problems.length > 0) throw new AccessProblems(problems);
  const oidc = oidcOf(v);
  const trustedProxy =
    v.PROXY_USER_HEADER === undefined
      ? null
      : {
          addresses: v.TRUSTED_PROXIES,
          userHeader: v.PROXY_USER_HEADER,
          groupsHeader: v.PROXY_GROUPS_HEADER ?? null,
        };
  const isToSignIn = oidc !== null || around.byCiToken || trustedProxy !== null;
  const unlessSignIn = isForThisMachine(around) ? 'local' : 'closed';
  return {
    mode: v.ACCESS ?? (isToSignIn ? 'sign-in' : unlessSignIn),
    oidc,
    byCiToken: around.byCiToken,
    trustedProxy,
    roles: {
      admins: v.ADMINS,
      editors: v.EDITORS,
      viewers: v.VIEWERS,
      adminGroups: v.ADMIN_GROUPS,
      editorGroups: v.EDITOR_GROUPS,
      viewerGroups: v.VIEWER_GROUPS,
    },
    sessionIdleMs: v.SESSION_IDLE_HOURS * HOUR_MS,
    sessionMaxMs: v.SESSION_MAX_HOURS * HOUR_MS,
  };
}

/** Each says a variable and what to do. */
export class AccessProblems extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('; '));
    this.name = new.target.name;
  }
}

/** What `buildhours start` says where nobody could sign in. */
export function closedProblems({
  host,
  publicUrl,
  ciPrefix,
}: {
  host: string;
  publicUrl: string | null;
  ciPrefix: string;
}): string[] {
  const reached = isLoopbackHost(host) ? `PUBLIC_URL is ${publicUrl}` : `HOST is ${host}`;
  const alone = isLoopbackHost(host) ? 'PUBLIC_URL' : 'HOST';
  return [
    `${reached}, and there is no way to sign in: whoever reaches it would read and change everything. Set one of`,
    'OIDC_ISSUER, OIDC_CLIENT_ID and PUBLIC_URL: people sign in at your provider of OpenID Connect',
    `${ciPrefix}_SIGN_IN=true: people sign in by their personal token of the CI server`,
    'TRUSTED_PROXIES and PROXY_USER_HEADER: a reverse proxy of yours has signed them in',
    'ACCESS=open: everything is open to whoever reaches it, since something else of yours stands before it',
    `or leave ${alone} out, so that only this machine reaches it; .env.example says more`,
  ];
}

/** A proxy on the same machine leads others to us, where PUBLIC_URL says so. */
function isForThisMachine({ host, publicUrl }: Pick<Around, 'host' | 'publicUrl'>): boolean {
  return isLoopbackHost(host) && (publicUrl === null || isLoopbackHost(new URL(publicUrl).hostname));
}

/** Whether only programs of this machine reach it. */
export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}

/** @param addresses as TRUSTED_PROXIES has them */
export function addressList(addresses: readonly string[]): BlockList {
  const found = new BlockList();
  for (const text of addresses) {
    const [address = '', bits] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) found.addAddress(address, family);
    else found.addSubnet(address, Number(bits), family);
  }
  return found;
}

function problemsOf(v: AccessVariables, { host, publicUrl, byCiToken }: Around): string[] {
  const isOidc = v.OIDC_ISSUER !== undefined;
  const isProxy = v.PROXY_USER_HEADER !== undefined;
  const found: Array<[boolean, string]> = [
    [
      v.ACCESS === 'open' && (isOidc || byCiToken || isProxy),
      'ACCESS=open stands beside a way to sign in: leave one of them out',
    ],
    [isOidc && v.OIDC_CLIENT_ID === undefined, 'OIDC_CLIENT_ID is not set, and OIDC_ISSUER is'],
    [!isOidc && v.OIDC_CLIENT_ID !== undefined, 'OIDC_ISSUER is not set, and OIDC_CLIENT_ID is'],
    [
      isOidc && publicUrl === null && !isLoopbackHost(host),
      'PUBLIC_URL is not set: the provider of OpenID Connect leads people back to it',
    ],
    [
      isProxy && v.TRUSTED_PROXIES.length === 0,
      'TRUSTED_PROXIES is not set: without it whoever reaches the port could send PROXY_USER_HEADER',
    ],
    [
      !isProxy && v.PROXY_GROUPS_HEADER !== undefined,
      'PROXY_USER_HEADER is not set, and PROXY_GROUPS_HEADER is',
    ],
    [
      v.SESSION_IDLE_HOURS > v.SESSION_MAX_HOURS,
      'SESSION_IDLE_HOURS is more than SESSION_MAX_HOURS, which ends every session',
    ],
  ];
  return found.filter(([isWrong]) => isWrong).map(([, problem]) => problem);
}

function oidcOf(v: AccessVariables): OidcOptions | null {
  if (v.OIDC_ISSUER === undefined || v.OIDC_CLIENT_ID === undefined) return null;
  return {
    issuer: new URL(v.OIDC_ISSUER),
    clientId: v.OIDC_CLIENT_ID,
    clientSecret: v.OIDC_CLIENT_SECRET ?? null,
    scope: v.OIDC_SCOPE,
    groupsClaim: v.OIDC_GROUPS_CLAIM,
    name: v.OIDC_NAME,
  };
}

function words() {
  return z.string().trim();
}

/** With commas between them. */
function list() {
  return z
    .string()
    .default('')
    .transform(text => text.split(',').flatMap(part => (part.trim() === '' ? [] : [part.trim()])));
}

function headerName() {
  return words()
    .regex(/^[\w-]+$/, { error: 'is no name of a header: it must look like X-Forwarded-User' })
    .transform(name => name.toLowerCase());
}

function hours(usual: number) {
  const error = 'must be a whole number of hours from 1 to 8760';
  return words()
    .regex(/^\d{1,4}$/, { error })
    .transform(Number)
    .refine(value => value >= 1 && value <= 8760, { error })
    .default(usual);
}

function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
  return isSafe && search === '' && hash === '';
}

function isAddressOrNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
