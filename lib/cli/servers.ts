import type pg from 'pg';
import { migrate } from '@/lib/db/migrate';
import { readEnv } from '@/lib/env';
import { formatCount } from '@/lib/format';
import {
  countOfServer,
  describeRemoved,
  findServer,
  moveServer,
  removeServer,
  ServerChangeError,
} from '@/lib/operations/server-changes';
import { readServers, type ServersState } from '@/lib/operations/servers';
import { CommandError, MisuseError } from './explain-error';
import { openDatabase } from './open-database';
import { renderTable } from './render-table';
import { writeText } from './write-text';

/** `buildhours servers list`: each CI server that is known, and how much is stored of it. */
export async function runServersList(): Promise<void> {
  const { servers } = await withDatabase(readServers);
  if (servers.length === 0) {
    writeText('no server is known yet: the first poller that starts adds the one that it reads\n');
    return;
  }
  const rows = servers.map(server => [
    String(server.id),
    server.url,
    formatCount(server.repositories),
    formatCount(server.buildsStored),
    server.discoveredAt ?? 'never with success',
    remarkOn(server),
  ]);
  const head = ['No.', 'Address', 'Repositories', 'Builds', 'Last asked', ''];
  writeText(renderTable(head, rows, { alignRight: [0, 2, 3] }));
}

function remarkOn({ doubleOf, lastError }: ServersState['servers'][number]): string {
  if (doubleOf !== null) return `holds the same builds as ${doubleOf}`;
  return lastError === null ? '' : `last error: ${lastError}`;
}

/**
 * `buildhours servers move SERVER ADDRESS`
 *
 * @throws CommandError when it cannot be done, with what to do
 */
export async function runServersMove(name: string, address: string): Promise<void> {
  const { from, to } = await withDatabase(async pool => {
    const server = await findServer(pool, name);
    return { from: server.url, to: await moveServer(pool, server, address) };
  });
  writeText(`${from} is at ${to} now: give pollers that address too\n`);
}

/**
 * `buildhours servers remove SERVER`: deletes it with all that is stored of it.
 *
 * @throws MisuseError when it is not said that this is meant; CommandError when it cannot be done
 */
export async function runServersRemove(
  name: string,
  { confirm = false }: { confirm?: boolean },
): Promise<void> {
  const { url, removed } = await withDatabase(async pool => {
    const server = await findServer(pool, name);
    if (!confirm) {
      const what = describeRemoved(await countOfServer(pool, server));
      throw new MisuseError(
        `${server.url} would be removed with its ${what}, which cannot be undone; if that is meant, add --confirm`,
      );
    }
    return { url: server.url, removed: await removeServer(pool, server) };
  });
  writeText(`${url} is removed, with ${describeRemoved(removed)}\n`);
}

async function withDatabase<T>(work: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const database = await openDatabase({ ...readEnv(), log: () => undefined });
  try {
    await migrate(database.pool);
    return await work(database.pool);
  } catch (error) {
    if (error instanceof ServerChangeError) throw new CommandError(error.message);
    throw error;
  } finally {
    await database.close();
  }
}
