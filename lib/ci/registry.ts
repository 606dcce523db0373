import { CiOptionsError } from './ci-errors';
import type { CiClient, CiClientOptions, CiServer } from './ci-server';
import { drone } from './drone/drone';

/** Every kind of CI server that there is; the first is the one that is asked for where none is named. */
export const CI_SERVERS: readonly [CiServer, ...CiServer[]] = [drone];

/** @throws CiOptionsError when this version does not know the kind */
export function ciServerOf(kind: string): CiServer {
  const server = CI_SERVERS.find(known => known.kind === kind);
  if (server !== undefined) return server;
  throw new CiOptionsError(`CI servers of kind "${kind}" are not known to this version; update Buildhours`);
}

/** The variable that holds what webhooks of such a server are signed with. */
export function webhookSecretVariable({ envPrefix }: Pick<CiServer, 'envPrefix'>): string {
  return `${envPrefix}_WEBHOOK_SECRET`;
}

export type CiOptions = CiClientOptions & { kind: string };

/** @throws CiOptionsError when kind, address or token cannot be right */
export function createCiClient({ kind, ...options }: CiOptions): CiClient {
  return ciServerOf(kind).createClient(options);
}
