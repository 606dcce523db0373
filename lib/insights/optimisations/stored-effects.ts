import { createHash } from 'node:crypto';
import { prismaFor } from '@/lib/db/prisma';
import { sql } from '@/lib/db/sql';
import { HOUR_MS } from '@/lib/time/units';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext } from '@/lib/weeks/reader';
import { effectWindows, type MeasuredOptimisation, measureEffect } from './measure-effect';

/** Data that still comes in changes an effect; it is measured anew only so often. */
const MEASURE_EVERY_MS = HOUR_MS;
/** Stands for the effect while the first day after the change is not over. */
const TOO_EARLY = {};
/** Of the method: with another one everything is measured anew. */
const METHOD = 2;

/**
 * Measures one optimisation whose effect is not up to date, those that were just recorded or edited first.
 *
 * @returns false when all are
 */
export async function measureNextEffect(context: ReaderContext): Promise<boolean> {
  const { source, now, timeZone } = context;
  const { book, settings } = await source.open();
  const zone = settings.hours.timeZone ?? timeZone;
  const today = localDay(now, zone);
  const prisma = await prismaFor(source.pool);
  const rows = await prisma.optimisation.findMany({
    where: { deletedAt: null },
    include: { effect: { select: { fingerprint: true, computedAt: true } } },
    orderBy: { happenedAt: 'desc' },
  });
  const all: MeasuredOptimisation[] = rows.map(row => {
    const { id, title, services, teams, steps, runners, hoursSpent } = row;
    const scope = { services, teams, steps, runners };
    return { id, title, day: localDay(row.happenedAt, zone), scope, hoursSpent };
  });
  const rules = hashOf([settings, zone, METHOD]);
  for (const [i, own] of all.entries()) {
    const windows = effectWindows(own, all, book, today);
    const asked = hashOf([own, windows, rules]);
    const data = await dataStamp(context, windows.before.from, windows.after.until, today);
    const known = rows[i]?.effect ?? null;
    const [askedBefore, dataBefore] = known?.fingerprint.split(' ') ?? [];
    const isFresh = known !== null && now.getTime() - known.computedAt.getTime() < MEASURE_EVERY_MS;
    if (askedBefore === asked && (dataBefore === data || isFresh)) continue;
    const effect = await measureEffect(context, own, all);
    const stored = { fingerprint: `${asked} ${data}`, computedAt: now, effect: effect ?? TOO_EARLY };
    await prisma.optimisationEffect.upsert({
      where: { optimisationId: own.id },
      create: { optimisationId: own.id, ...stored },
      update: stored,
    });
    return true;
  }
  return false;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

/** Changes when anything is packed anew in some days, or a day is over. */
async function dataStamp(
  { source }: ReaderContext,
  from: string,
  until: string,
  today: string,
): Promise<string> {
  const { rows } = await source.pool.query<{ stamp: string }>(sql`
    select count(*) || '.' || coalesce(sum(sequence), 0) as stamp from packed_week
    where week > ${from}::date - 7 and week < ${until}::date`);
  return `${rows[0]?.stamp ?? ''}.${today < until ? today : ''}`;
}
