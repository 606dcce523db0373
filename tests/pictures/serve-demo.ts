import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import { openDemo } from '../open-demo';
import { type ServedPages, servePages } from '../serve-pages';

const WEEKS = 12;

/** The pages over some weeks of the demo, in a database that is thrown away, with a poller that follows new builds. */
export async function serveDemo(log: (line: string) => void): Promise<ServedPages> {
  const dir = await mkdtemp(path.join(tmpdir(), 'buildhours-pictures-'));
  // Root's server runs as another user, who must get in.
  await chmod(dir, 0o755);
  const postgres = await startEmbeddedPostgres({ dataDir: dir, log: () => undefined });
  const pool = createPool(postgres.url);
  await migrate(pool);
  const demo = await openDemo(pool, { weeks: WEEKS, now: () => new Date() });
  log(`importing ${WEEKS} weeks of the demo, logs included …`);
  await demo.importAll();
  const following = new AbortController();
  const followed = demo.follow(following.signal);
  const pages = await servePages(postgres.url);
  return {
    address: pages.address,
    stop: async () => {
      await pages.stop();
      following.abort();
      await followed;
      await demo.close();
      await pool.end();
      await postgres.stop();
      for (const folder of [dir, postgres.dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };
}
