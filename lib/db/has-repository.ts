import type pg from 'pg';
import { createPrisma } from './prisma';

/** Whether a repository of this name is known, with or without builds in some range. */
export async function hasRepository(pool: pg.Pool, slug: string): Promise<boolean> {
  const found = await createPrisma(pool).repo.findFirst({ where: { slug }, select: { id: true } });
  return found !== null;
}
