import type pg from 'pg';
import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { sql } from '@/lib/db/sql';
import { passedMs } from '@/lib/time/passed';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import type { ReaderContext } from '@/lib/weeks/reader';
import { ONE_PIECE, type Turn } from '../turn';
import { effectSchema, unmeasurableSchema } from './effect';
import { effectFingerprint, measuredOptimisation, openEffectRules } from './effect-fingerprint';
import { effectWindows, measureEffect } from './measure-effect';

/** Data that still comes in changes an effect; it is measured anew only so often. */
const MEASURE_EVERY_MS = HOUR_MS;
/** While whole weeks come in, such as by the first import, what was measured before them says nothing. */
const NEW_WEEKS_EVERY_MS = MINUTE_MS;
/** Stands for the effect while the first day after the change is not over. */
const TOO_EARLY = {};
/** Stands for the data of one that could not be measured: it is tried again. */
const FAILED = 'failed';

/**
 * Measures optimisations whose effects are not up to date, those that were just recorded or edited first. One that
 * fails rests for an hour.
 *
 * @returns false when all are up to date
 */
export async function measureEffects(context: ReaderContext, turn: Turn = ONE_PIECE): Promise<boolean> {
  const { source, now } = context;
  const { book, stamp, timeZone, today } = await openEffectRules(context);
  const prisma = await prismaFor(source.pool);
  const rows = await prisma.optimisation.findMany({
    where: { deletedAt: null },
    include: { effect: true },
    orderBy: [{ updatedAt: 'desc' }, { id: 'desc' }],
  });
  const all = rows.map(row => measuredOptimisation(row, timeZone));
  const keptFrom = await firstKeptDay(source.pool, timeZone);
  let didWork = false;
  for (const [i, own] of all.entries()) {
    const windows = effectWindows(own, all, book, today);
    const asked = effectFingerprint(own, windows, stamp);
    const known = rows[i]?.effect ?? null;
    const [askedBefore, dataBefore] = known?.fingerprint.split(' ') ?? [];
    const isKnown = known !== null && askedBefore === asked && isReadable(known.effect);
    // Of days that are gone nothing else can be told any more.
    if (isKnown && windows.before.from < keptFrom) continue;
    const data = await dataStamp(context, windows.before.from, windows.after.until, today);
    const hasNewWeeks = dataBefore !== FAILED && weeksIn(dataBefore) !== weeksIn(data);
    const everyMs = hasNewWeeks ? NEW_WEEKS_EVERY_MS : MEASURE_EVERY_MS;
    if (isKnown && (dataBefore === data || passedMs(known.computedAt, now) < everyMs)) continue;
    const store = async (stamp: string, effect: object) => {
      const stored = { fingerprint: `${asked} ${stamp}`, computedAt: now, effect };
      await prisma.optimisationEffect.upsert({
        where: { optimisationId: own.id },
        create: { optimisationId: own.id, ...stored },
        update: stored,
      });
    };
    try {
      await store(data, (await measureEffect(context, own, all)) ?? TOO_EARLY);
    } catch (error) {
      await store(FAILED, isKnown && known.effect instanceof Object ? known.effect : TOO_EARLY);
      turn.noteFailure(error);
    }
    didWork = true;
    if (turn.isOver()) break;
  }
  return didWork;
}

/** Whether this version knows what is stored. */
function isReadable(effect: unknown): boolean {
  return z.union([effectSchema, unmeasurableSchema, z.strictObject({})]).safeParse(effect).success;
}

/** How many weeks of repositories a stamp counts. */
function weeksIn(stamp: string | undefined): string | undefined {
  return stamp?.split('.')[0];
}

/** Of builds; '' where all are kept. */
async function firstKeptDay(pool: pg.Pool, timeZone: string): Promise<string> {
  const { rows } = await pool.query<{ day: string | null }>(sql`
    select (max(builds_kept_from) at time zone ${timeZone})::date::text as day from repo_import`);
  return rows[0]?.day ?? '';
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
