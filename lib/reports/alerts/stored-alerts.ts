import type pg from 'pg';
import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { sql } from '@/lib/db/sql';
import { storableJson, storableText } from '@/lib/db/storable-text';
import { NoChangeError } from '@/lib/insights/changes/change';
import { SAME_CHANGE_DAYS } from '@/lib/insights/changes/change-marks';
import { markChange } from '@/lib/insights/changes/stored-changes';
import { readRecoveries } from '@/lib/insights/changes/stored-recoveries';
import { addDays } from '@/lib/time/days';
import type { ReaderContext } from '@/lib/weeks/reader';
import {
  ALERT_KINDS,
  ALERT_STATES,
  type Alert,
  type AlertsAnswer,
  type AlertsSearch,
  alertContentSchema,
  type alertMarkSchema,
  type FoundAlert,
  type ListedAlert,
  NoAlertError,
} from './alert';

/** Stores what was never told: each finding once, whoever finds it and however often. @returns how many were new */
export async function storeAlerts(
  client: pg.PoolClient,
  found: readonly FoundAlert[],
  now: Date,
): Promise<number> {
  let count = 0;
  for (const alert of found) {
    const { subject, since, kinds, teams, changes } = alert;
    const near = [addDays(since, -SAME_CHANGE_DAYS), addDays(since, SAME_CHANGE_DAYS)];
    const repoId = changes?.repoId ?? null;
    const subjects = changes?.subjects ?? [];
    const known = await client.query(sql`
      select from alert where since between ${near[0]}::date and ${near[1]}::date and (subject = ${subject}
        or (repo_id = ${repoId}::int and change_subjects && ${subjects}::text[]
          and (subject like 'unusual:%') = (${subject} like 'unusual:%')))`);
    if (known.rowCount !== 0) continue;
    // It may be gone since it was listed; what it is then is found in the next turn.
    const content = await alert.describe().catch((error: unknown) => {
      if (error instanceof NoChangeError) return null;
      throw error;
    });
    if (content === null) continue;
    const { rowCount } = await client.query(sql`
      insert into alert (subject, since, found_at, kinds, teams, repo_id, change_subjects, content)
      values (${subject}, ${since}::date, ${now}, ${kinds}::text[], ${teams}::text[], ${repoId}::int,
        ${subjects}::text[], ${storableJson(content)}::jsonb)
      on conflict do nothing`);
    count += rowCount ?? 0;
  }
  return count;
}

const row = z.object({
  id: z.uuid(),
  kinds: z.array(z.string()),
  teams: z.array(z.string()),
  since: z.iso.date(),
  foundAt: z.date(),
  content: z.unknown(),
  state: z.enum(ALERT_STATES),
  at: z.date().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
});

/** Whether an alert `a` is about a change that lasts. */
const isOfLasting = () => sql`(a.repo_id is not null and a.subject not like 'unusual:%')`;

/** Whether an alert `a` that has marks of its own has one: a version before wrote them for all. */
const isOfDayMarked = () => sql`(a.acknowledged_at is not null and not ${isOfLasting()})`;

/** Of an alert `a`; what was said of the change that it is about was said of it, and holds while it is said. */
const columns = () => sql`
  a.id, a.kinds, a.teams, a.since::text as since, a.found_at as "foundAt", a.content,
  case when m.state = 'explained' then 'explained' when m.state is not null or ${isOfDayMarked()}
    then 'acknowledged' else 'new' end as state,
  case when m.state is not null then m.marked_at when ${isOfDayMarked()} then a.acknowledged_at end as at,
  case when m.state is not null then m.by when ${isOfDayMarked()} then a.acknowledged_by end as by,
  case when m.state is not null then m.note when ${isOfDayMarked()} then a.note end as note`;

/**
 * Whether a mark `m` was said of the change that an alert `a` tells first: that of another one, such as the cache of its
 * step, says nothing of it. What one day alone showed has the marks of that day only, and these are of nothing that lasts.
 */
export const isMarkOf = () => sql`
  (m.repo_id = a.repo_id and m.subject = a.change_subjects[1] and abs(m.day - a.since) <=
    case when a.subject like 'unusual:%' then 0 else ${SAME_CHANGE_DAYS}::int end
    and (a.subject like 'unusual:%' or not exists (
      select from found_change c
      where c.repo_id = m.repo_id and c.subject = m.subject and c.day = m.day and c.is_alarm)))`;

/** The nearest mark of the change that an alert `a` is about, as `m`. */
const marks = () => sql`
  left join lateral (
    select m.state, m.marked_at, m.by, m.note from change_mark m where ${isMarkOf()}
    order by abs(m.day - a.since), m.marked_at desc limit 1
  ) m on true`;

/** What another version stored in another way is left out. */
function alertsOf(rows: readonly unknown[]): Alert[] {
  return row
    .array()
    .parse(rows)
    .flatMap(({ content, foundAt, at, kinds, ...rest }) => {
      const { success, data } = alertContentSchema.safeParse(content);
      if (!success) return [];
      return [
        {
          ...{ ...rest, ...data, foundAt: foundAt.toISOString(), at: at?.toISOString() ?? null },
          kinds: ALERT_KINDS.filter(kind => kinds.includes(kind)),
        },
      ];
    });
}

const listRow = z.object({
  id: z.uuid(),
  alertCount: z.int(),
  repoId: z.int().nullable(),
  changeSubject: z.string().nullable(),
});

/** What was found, the newest first. */
export async function listAlerts(
  context: ReaderContext,
  { team, id, limit }: AlertsSearch,
): Promise<AlertsAnswer> {
  const { settings } = await context.source.open();
  const { rows } = await context.source.pool.query(sql`
    select ${columns()}, count(*) over ()::int as "alertCount",
      case when ${isOfLasting()} then a.repo_id end as "repoId", a.change_subjects[1] as "changeSubject"
    from alert a ${marks()}
    where (${team}::text is null or a.teams = '{}' or ${team} = any(a.teams)) and (${id}::uuid is null or a.id = ${id}::uuid)
    order by a.found_at desc, a.since desc, a.id limit ${limit}`);
  const listed = listRow.array().parse(rows);
  const subjects = new Map(
    listed.flatMap(({ id: alertId, repoId, changeSubject: subject }) =>
      repoId === null || subject === null ? [] : [[alertId, { repoId, subject }] as const],
    ),
  );
  const recoveryOf = await readRecoveries(context, [...subjects.values()]);
  const alerts = alertsOf(rows).map(alert => {
    const subject = subjects.get(alert.id);
    return {
      ...alert,
      recovery: subject === undefined ? null : recoveryOf({ ...subject, day: alert.since }),
    };
  });
  const alertCount = listed[0]?.alertCount ?? 0;
  return { alerts, alertCount, timeZone: settings.hours.timeZone ?? context.timeZone };
}

/** What a message is to tell: those of its alerts that nobody has acknowledged meanwhile, the latest first. */
export async function listNoticed(pool: pg.Pool, deliveryId: string): Promise<Alert[]> {
  const { rows } = await pool.query(sql`
    select ${columns()} from alert_notice n join alert a on a.id = n.alert_id ${marks()}
    where n.delivery_id = ${deliveryId}::uuid
    order by a.since desc, a.found_at desc, a.id`);
  return alertsOf(rows).filter(({ state }) => state === 'new');
}

/** The newest of some kinds that concerns a team; null: none was ever found. */
export async function findLatest(
  pool: pg.Pool,
  { kinds, team }: { kinds: readonly string[]; team: string | null },
): Promise<Alert | null> {
  const { rows } = await pool.query(sql`
    select ${columns()} from alert a ${marks()}
    where a.kinds && ${kinds}::text[] and (${team}::text is null or a.teams = '{}' or ${team} = any(a.teams))
    order by a.found_at desc, a.since desc, a.id limit 1`);
  return alertsOf(rows)[0] ?? null;
}

const changeRow = z.object({
  id: z.string().nullable(),
  isOfLasting: z.boolean(),
  isExplained: z.boolean(),
  repoId: z.int().nullable(),
  subject: z.string().nullable(),
  since: z.date(),
});

/**
 * Keeps what somebody says of an alert; of one that is about a change that lasts it is said of the change alone, so that
 * both have one state. Who explained that change has said more than this, and is not overruled.
 *
 * @throws NoAlertError
 */
export async function markAlert(
  context: ReaderContext,
  id: string,
  mark: z.output<typeof alertMarkSchema>,
): Promise<ListedAlert> {
  const { pool } = context.source;
  // The change may have moved since.
  const found = await pool.query(sql`
    select (select c.repo_id || '~' || c.day || '~' || c.subject from found_change c
      where c.repo_id = a.repo_id and c.subject = a.change_subjects[1] and not c.is_alarm
        and c.day between a.since - ${SAME_CHANGE_DAYS}::int and a.since + ${SAME_CHANGE_DAYS}::int
      order by abs(c.day - a.since) limit 1) as id, ${isOfLasting()} as "isOfLasting",
      m.state is not distinct from 'explained' as "isExplained",
      a.repo_id as "repoId", a.change_subjects[1] as subject, (a.since::timestamp at time zone 'UTC') as since
    from alert a ${marks()} where a.id = ${id}::uuid`);
  const alert = changeRow.optional().parse(found.rows[0]);
  if (alert === undefined) throw new NoAlertError(id);
  const { repoId, subject, since } = alert;
  if (!alert.isOfLasting) await markDay(context, id, mark);
  else if (!alert.isExplained && alert.id !== null)
    await markChange(context, { ...mark, id: alert.id, optimisationId: null });
  else if (!alert.isExplained && repoId !== null && subject !== null)
    await markGone(context, id, { repoId, subject, day: since }, mark);
  const { alerts } = await listAlerts(context, { team: null, id, limit: 1 });
  const [marked] = alerts;
  if (marked === undefined) throw new NoAlertError(id);
  return marked;
}

const said = (text: string | null) => (text === null ? null : storableText(text) || null);

/** A change that is gone has no page on which anything could be said of it; it has the mark should it come back. */
async function markGone(
  { source, now }: ReaderContext,
  id: string,
  key: { repoId: number; subject: string; day: Date },
  { state, by, note }: z.output<typeof alertMarkSchema>,
): Promise<void> {
  await source.pool.query(
    sql`delete from change_mark m using alert a where a.id = ${id}::uuid and ${isMarkOf()}`,
  );
  if (state === 'new') return;
  const { changeMark } = await prismaFor(source.pool);
  const data = { state, markedAt: now, by: said(by), note: said(note) };
  await changeMark.upsert({
    where: { repoId_subject_day: key },
    create: { ...key, ...data },
    update: data,
  });
}

/** What one day alone showed has its own mark, since that of a change holds for what comes within the week too. */
async function markDay(
  { source, now }: ReaderContext,
  id: string,
  { state, by, note }: z.output<typeof alertMarkSchema>,
): Promise<void> {
  const isNew = state === 'new';
  await source.pool.query(sql`
    update alert set acknowledged_at = ${isNew ? null : now}, acknowledged_by = ${isNew ? null : said(by)},
      note = ${isNew ? null : said(note)} where id = ${id}::uuid`);
  if (isNew)
    await source.pool.query(
      sql`delete from change_mark m using alert a where a.id = ${id}::uuid and ${isMarkOf()}`,
    );
}
