import type { Principal } from '@/lib/access/principal';
import type { Health } from '@/lib/operations/health';

/** What goes wrong names repositories: who may see some alone is told how far the import is, and no more. */
export function healthFor({ isLimited }: Principal, health: Health): Health {
  if (!isLimited || health.import === undefined) return health;
  const servers = health.import.servers.map(server => ({ ...server, lastError: null }));
  return {
    ...health,
    import: { ...health.import, servers, lastError: null, troubledItems: 0, troubled: [] },
  };
}
