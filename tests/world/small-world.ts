import type pg from 'pg';
import type { BuildFact } from '@/lib/facts/build-fact';
import { readSettings } from '@/lib/settings/read-settings';
import { aBuild } from './fake-drone';
import { rollUpAll } from './lost-table';
import { aRepo, packAll, storeFacts } from './packed-weeks';

export const SMALL_ZONE = 'Europe/Berlin';

/** A build of Ada that queued 10 s, cloned for 5 s, and then ran the step `test` to its end. */
export interface SmallBuild
  extends Pick<Partial<BuildFact>, 'event' | 'source' | 'sender' | 'parent' | 'afterSha'> {
  number: number;
  finished: string;
  waitS?: number;
  status?: BuildFact['status'];
  isStarted?: boolean;
  step?: Partial<Pick<BuildFact['stages'][number]['steps'][number], 'status' | 'detached' | 'name'>>;
}

/** Stores builds of one repository, packs them, and computes hours lost. */
export async function storeSmallWorld(
  pool: pg.Pool,
  slug: string,
  builds: readonly SmallBuild[],
): Promise<void> {
  const known = await pool.query<{ id: number }>('select id from repo where slug = $1', [slug]);
  const repoId = known.rows[0]?.id ?? (await aRepo(pool, slug));
  await storeFacts(pool, repoId, builds.map(toFact), SMALL_ZONE);
  await packAll(pool, SMALL_ZONE);
  const { settings } = await readSettings(pool);
  await rollUpAll(pool, settings, SMALL_ZONE);
}

function toFact({ number, finished, waitS = 100, isStarted = true, step, ...change }: SmallBuild): BuildFact {
  const finishedAt = new Date(finished);
  const createdAt = new Date(finishedAt.getTime() - waitS * 1000);
  const at = (seconds: number) => new Date(createdAt.getTime() + seconds * 1000);
  const stages = aBuild(number).stages.map(stage => ({
    ...stage,
    dependsOn: [],
    createdAt,
    startedAt: at(10),
    stoppedAt: finishedAt,
    updatedAt: finishedAt,
    steps: stage.steps.map((own, index) => ({
      ...own,
      ...(index === 1 ? step : {}),
      startedAt: at(index === 0 ? 10 : 15),
      stoppedAt: index === 0 ? at(15) : finishedAt,
    })),
  }));
  return aBuild(number, { createdAt, startedAt: isStarted ? at(10) : null, finishedAt, stages, ...change });
}
