import { createServer } from 'node:http';
import Provider, { type Configuration } from 'oidc-provider';
import { freePort } from '../run-command';

/** Somebody whom the provider knows; whatever password is typed is right. */
interface OidcAccount {
  email: string;
  email_verified: boolean;
  name: string;
  groups: string[];
}

export const OIDC_CLIENT = { id: 'buildhours', secret: 'secret-of-the-client' } as const;

export interface OidcServer {
  issuer: string;
  /** By login, which is the subject. */
  accounts: Map<string, OidcAccount>;
  close(): Promise<void>;
}

/** A real provider of OpenID Connect on this machine, which insists on PKCE. @param callback of our pages */
export async function startOidcServer(callback: string): Promise<OidcServer> {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const accounts = new Map<string, OidcAccount>();
  const configuration: Configuration = {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [callback],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['name', 'groups'], email: ['email', 'email_verified'] },
    findAccount: (_, id) => {
      const account = accounts.get(id);
      return account === undefined ? undefined : { accountId: id, claims: () => ({ sub: id, ...account }) };
    },
    cookies: { keys: ['keys of a test'] },
  };
  const provider = new Provider(issuer, configuration);
  const server = createServer(provider.callback());
  await new Promise<void>(resolve => server.listen(Number(new URL(issuer).port), '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { issuer, accounts, close };
}
