import * as oidc from 'openid-client';
import { z } from 'zod';
import { isLoopbackHost, type OidcOptions } from '@/lib/access-variables';
import { passedMs } from '@/lib/time/passed';
import { HOUR_MS } from '@/lib/time/units';
import type { SignedIn } from './people';

const CALLBACK = '/sign-in/oidc/callback';
const TIMEOUT_S = 10;

/** What a browser keeps while somebody is at the provider; nobody else can end what it began. */
const attemptSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

export type SignInAttempt = z.infer<typeof attemptSchema>;

interface Found {
  issuer: string;
  config: oidc.Configuration;
  foundAt: Date;
}

const shared = globalThis as typeof globalThis & { buildhoursOidc?: Found };

/** What the provider says of itself, asked for again each hour. */
async function discover(options: OidcOptions, now: Date): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = options;
  const before = shared.buildhoursOidc;
  if (before !== undefined && before.issuer === issuer.href && passedMs(before.foundAt, now) < HOUR_MS)
    return before.config;
  const isLocal = issuer.protocol === 'http:' && isLoopbackHost(issuer.hostname);
  const config = await oidc.discovery(issuer, clientId, {}, clientAuthentication(clientSecret), {
    timeout: TIMEOUT_S,
    ...(isLocal ? { execute: [oidc.allowInsecureRequests] } : {}),
  });
  shared.buildhoursOidc = { issuer: issuer.href, config, foundAt: now };
  return config;
}

/** As the provider wants it; what it does not say is Basic. */
function clientAuthentication(secret: string | null): oidc.ClientAuth {
  if (secret === null) return oidc.None();
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = ways.includes('client_secret_basic') ? basic : post;
    return way(server, client, body, headers);
  };
}

/**
 * Where somebody signs in, and what their browser has to keep until they are back.
 *
 * @param origin of our pages
 */
export async function beginSignIn(
  options: OidcOptions,
  { origin, next, now }: { origin: string; next: string; now: Date },
): Promise<{ location: URL; attempt: SignInAttempt }> {
  const config = await discover(options, now);
  const attempt = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    next,
  };
  const location = oidc.buildAuthorizationUrl(config, {
    redirect_uri: origin + CALLBACK,
    scope: options.scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
  });
  return { location, attempt };
}

/**
 * Who came back from the provider.
 *
 * @param search with which they came
 * @throws Error of openid-client when the answer is not one to this attempt, or the provider does not confirm it
 */
export async function endSignIn(
  options: OidcOptions,
  { origin, search, attempt, now }: { origin: string; search: string; attempt: SignInAttempt; now: Date },
): Promise<SignedIn> {
  const config = await discover(options, now);
  const tokens = await oidc.authorizationCodeGrant(config, new URL(origin + CALLBACK + search), {
    pkceCodeVerifier: attempt.verifier,
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    idTokenExpected: true,
  });
  const claims: Record<string, unknown> = { ...tokens.claims() };
  const { sub } = z.object({ sub: z.string().min(1).max(255) }).parse(claims);
  const isWhole = 'email' in claims && claimAt(claims, options.groupsClaim) !== undefined;
  if (!isWhole && config.serverMetadata().userinfo_endpoint !== undefined) {
    Object.assign(claims, await oidc.fetchUserInfo(config, tokens.access_token, sub));
  }
  // Only both together are one person: many providers count from 1.
  return { ...personOf(claims, sub, options.groupsClaim), subject: `${options.issuer.href} ${sub}` };
}

const claimsSchema = z.object({
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  name: z.string().optional().catch(undefined),
});
const groupsSchema = z.union([z.array(z.string()), z.string().transform(one => [one])]).catch([]);

/** Lists name people by `sub` and by an address that the provider has verified: what else it says, people may choose. */
export function personOf(claims: Record<string, unknown>, sub: string, groupsClaim: string): SignedIn {
  const {
    email,
    email_verified: isVerified,
    preferred_username: username,
    name,
  } = claimsSchema.parse(claims);
  return {
    way: 'oidc',
    subject: sub,
    login: email ?? username ?? name ?? sub,
    name: name ?? null,
    names: [sub, ...(email !== undefined && isVerified === true ? [email] : [])],
    groups: groupsSchema.parse(claimAt(claims, groupsClaim) ?? []),
  };
}

/** Under that very name, else along its dots, as in realm_access.roles. */
function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (name in claims) return claims[name];
  let found: unknown = claims;
  for (const part of name.split('.')) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, part) : undefined;
  }
  return found;
}

export function writeAttempt(attempt: SignInAttempt): string {
  return Buffer.from(JSON.stringify(attempt)).toString('base64url');
}

/** Null: there is none, or it is not whole. */
export function readAttempt(text: string | null): SignInAttempt | null {
  try {
    const json: unknown = JSON.parse(Buffer.from(text ?? '', 'base64url').toString('utf8'));
    return attemptSchema.safeParse(json).data ?? null;
  } catch {
    return null;
  }
}
