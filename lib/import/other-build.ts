import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';

/** What tells a build from another one of the same number: a server that was restored may give ids again, too. */
export type BuildMark = Pick<ListedBuild, 'externalId' | 'createdAt'>;

export function isSameBuild(a: BuildMark, b: BuildMark): boolean {
  return a.externalId === b.externalId && a.createdAt.getTime() === b.createdAt.getTime();
}

/** The number of a build that is stored, or was listed, is another build's now: nothing of that one may be stored as its. */
export class OtherBuildError extends Error {
  constructor(slug: string, number: number) {
    super(`${slug} #${number} is another build than before: the server was restored from a backup`);
    this.name = new.target.name;
  }
}

/** The list of builds, which tells from which number on builds are others, is read at the next turn. */
export async function lookForReused(pool: pg.Pool, repoId: number): Promise<void> {
  await pool.query(sql`
    update repo_import set hints = hints + 1, due_at = least(due_at, now()) where repo_id = ${repoId}`);
}
