import type { Principal } from '@/lib/access/principal';
import type { Health } from '@/lib/operations/health';

/**
 * What goes wrong names repositories, and what is not delivered is for the whole organisation: who may see some alone is
 * told how far the import is, and no more.
 */
export function healthFor({ isLimited }: Principal, health: Health): Health {
  if (!isLimited) return health;
  const told = health.undelivered === undefined ? health : { ...health, undelivered: [] };
  if (health.import === undefined) return told;
  const servers = health.import.servers.map(server => ({ ...server, lastError: null }));
  return {
    ...told,
    import: { ...health.import, servers, lastError: null, troubledItems: 0, troubled: [] },
  };
}
